using System.Net;
using System.Net.Sockets;
using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests.Doubles;

/// <summary>A listener whose queue is full: the next client that connects gets no answer at all.</summary>
internal sealed class NeverAccepts : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _filling = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private NeverAccepts()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(0); // Linux queues one more than the backlog says
    }

    public string Target => _listener.LocalEndPoint!.ToString()!;

    public static async Task<NeverAccepts> StartAsync()
    {
        var server = new NeverAccepts();
        await server._filling.ConnectAsync(server._listener.LocalEndPoint!).OrFail();
        return server;
    }

    public ValueTask DisposeAsync()
    {
        _filling.Dispose();
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }
}
