using System.Net;
using System.Net.Sockets;

namespace EchoActors.Cli.Tests.Processes;

/// <summary><c>echoactors server</c> on a free port, ready for clients.</summary>
internal sealed class ServerProcess : EchoActorsProcess
{
    private const string Announcement = "listening on ";

    private ServerProcess(IEnumerable<string> arguments)
        : base(arguments)
    {
    }

    /// <summary>Where it listens, as its log says.</summary>
    public HostPort Address { get; private set; } = new("127.0.0.1", 0);

    public string Target => Address.ToString();

    /// <summary>Starts it on the IPv4 loopback address.</summary>
    public static Task<ServerProcess> StartAsync(params string[] arguments) => StartOnAsync("127.0.0.1:0", arguments);

    public static async Task<ServerProcess> StartOnAsync(string listen, params string[] arguments)
    {
        var server = new ServerProcess(["server", "--listen", listen, .. arguments]);
        var line = await server.Output.LineWithAsync(Announcement);
        server.Address = HostPort.Parse(line[(line.IndexOf(Announcement, StringComparison.Ordinal) + Announcement.Length)..]);
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

    /// <summary>Asks it to stop and waits until it has.</summary>
    public Task<int> StopAsync()
    {
        Signal(TerminateSignal);
        return ExitCodeAsync();
    }
}
