using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace EchoActors.Cli.Tests.Processes;

/// <summary><c>echoactors server</c> on a free port, ready for clients.</summary>
internal sealed class ServerProcess : EchoActorsProcess
{
    private ServerProcess(IEnumerable<string> arguments)
        : base(arguments)
    {
    }

    /// <summary>Where it listens, as its log says.</summary>
    public Endpoint Endpoint { get; private set; } = new HostPort("127.0.0.1", 0);

    public HostPort Address => Endpoint.Address!;

    public string Target => Endpoint.ToString();

    /// <summary>Starts it on the IPv4 loopback address.</summary>
    public static Task<ServerProcess> StartAsync(params string[] arguments) => StartOnAsync("127.0.0.1:0", arguments);

    public static async Task<ServerProcess> StartOnAsync(string listen, params string[] arguments)
    {
        var server = new ServerProcess(["server", "--listen", listen, .. arguments]);
        try
        {
            var line = await server.Output.LineWithAsync("listening on ");
            server.Endpoint = Endpoint.Parse(Regex.Match(line, @"listening on [""\\]*([^""\\ ]+)").Groups[1].Value); // JSON quotes it
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    /// <summary>A raw socket, connected.</summary>
    public async Task<Socket> ConnectAsync(string from = "127.0.0.1")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, Address.Port).OrFail();
        return socket;
    }

    /// <summary>Whether a new client is closed at once. The reset may come so fast that connecting itself reports it.</summary>
    public async Task<bool> TurnsAwayAsync()
    {
        try
        {
            using var client = await ConnectAsync();
            return await client.ReceiveAsync(new byte[1]).OrFail() == 0;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true;
        }
    }

    /// <summary>Asks it to stop and waits until it has.</summary>
    public Task<int> StopAsync()
    {
        Signal(TerminateSignal);
        return ExitCodeAsync();
    }
}
