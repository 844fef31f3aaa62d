using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace EchoActors.AdminCost;

/// <summary>
/// Many connections to one echo server, all used in turn by one thread that keeps some messages under way: it sends on one
/// connection, then takes the oldest echo due. Two system calls for each echo leave the server the slower of the two.
/// </summary>
internal sealed class Load : IDisposable
{
    public const string Name = "load";

    private const int MessageSize = 64;
    private const int UnderWay = 256;

    private readonly Socket[] _sockets;
    private readonly byte[] _sent = new byte[MessageSize];
    private readonly byte[] _got = new byte[MessageSize];
    private int _next;

    private Load(Socket[] sockets) => _sockets = sockets;

    public static Load Connect(int port, int connections)
    {
        var sockets = new Socket[connections];
        for (var i = 0; i < connections; i++)
        {
            // Several source addresses: one alone would run out of ports.
            sockets[i] = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            sockets[i].Bind(new IPEndPoint(IPAddress.Parse($"127.0.1.{1 + (i % 8)}"), 0));
            sockets[i].Connect(IPAddress.Loopback, port);
        }

        return new Load(sockets);
    }

    /// <summary>Echoes for a while; how many a second came back.</summary>
    public double Run(TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var (first, sent) = (_next, _next);
        for (; sent < first + UnderWay; sent++)
        {
            Send(sent);
        }

        var taken = first;
        for (; Stopwatch.GetElapsedTime(started) < duration; taken++, sent++)
        {
            Take(taken);
            Send(sent);
        }

        var rate = (taken - first) / Stopwatch.GetElapsedTime(started).TotalSeconds;
        for (; taken < sent; taken++)
        {
            Take(taken);
        }

        _next = sent % _sockets.Length;
        return rate;
    }

    public void Dispose() => Array.ForEach(_sockets, socket => socket.Dispose());

    private void Send(int message) => _sockets[message % _sockets.Length].Send(_sent);

    private void Take(int message)
    {
        for (var read = 0; read < MessageSize;)
        {
            read += _sockets[message % _sockets.Length].Receive(_got, read, MessageSize - read, SocketFlags.None) is > 0 and var bytes
                ? bytes
                : throw new IOException("The server closed a connection.");
        }
    }
}
