using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using EchoActors.Benchmarks.Linux;
using static Tmds.Linux.LibC;

namespace EchoActors.Benchmarks.Load;

/// <summary>
/// Connections that live for one exchange: connect, send ten bytes, receive them, close; so many at a time. The client
/// closes first and in order, so ports wait out their time on its side: on loopback it therefore connects from
/// 200 addresses of 127.0.1.0/24 in turn, where one address's ports would run out within seconds.
/// </summary>
internal sealed class ChurnLoad(LoadTarget target, bool ownCore) : LoadLoop(ownCore)
{
    private const int AtOnce = 32;
    private const int MessageSize = 10;
    private const int SourceAddresses = 200;
    private readonly IPAddress[] _sources = IPAddress.IsLoopback(target.EndPoint.Address)
        ? [.. Enumerable.Range(1, SourceAddresses).Select(last => new IPAddress([127, 0, 1, (byte)last]))]
        : [];
    private readonly Exchange?[] _exchanges = new Exchange?[AtOnce];
    private int _started;

    public override void Dispose()
    {
        foreach (var exchange in _exchanges.OfType<Exchange>())
        {
            exchange.Channel.Dispose();
        }

        base.Dispose();
    }

    protected override void AskAll()
    {
        for (var key = 0; key < AtOnce; key++)
        {
            Begin(key);
        }
    }

    protected override bool HasOutstanding() => _exchanges.Any(exchange => exchange is not null);

    protected override void Handle(int key)
    {
        var exchange = _exchanges[key]!;
        if (!exchange.IsSent)
        {
            SendWhenConnected(key, exchange);
        }
        else if (exchange.Channel.Receive(Buffer) is > 0 and var received)
        {
            Pattern.Verify(exchange.Number, exchange.Received, Buffer.AsSpan(0, received));
            exchange.Received += received;
            if (exchange.Received >= MessageSize)
            {
                End(key, exchange);
            }
        }
    }

    private void Begin(int key)
    {
        var number = _started++;
        var startedAt = Stopwatch.GetTimestamp();
        var source = _sources.Length == 0 ? null : _sources[number % _sources.Length];
        var exchange = new Exchange(target.Connect(source), number, startedAt);
        _exchanges[key] = exchange;
        // Loopback connects at once as a rule, and then nothing but the answer need be awaited.
        exchange.IsSent = SendMessage(exchange);
        Epoll.Add(exchange.Channel.Descriptor, key, exchange.Awaited);
    }

    private void SendWhenConnected(int key, Exchange exchange)
    {
        if (TcpSocket.PendingError(exchange.Channel.Descriptor) is not 0 and var error)
        {
            throw new LoadException($"Connecting to {target.EndPoint} failed: {Marshal.GetPInvokeErrorMessage(error)}.");
        }

        var awaited = exchange.Awaited;
        exchange.IsSent = SendMessage(exchange);
        if (exchange.Awaited != awaited)
        {
            Epoll.Change(exchange.Channel.Descriptor, key, exchange.Awaited);
        }
    }

    private void End(int key, Exchange exchange)
    {
        if (exchange.Received > MessageSize)
        {
            throw new LoadException("A connection got more bytes back than it had sent.");
        }

        exchange.Channel.Dispose();
        _exchanges[key] = null;
        Record(exchange.StartedAt, Stopwatch.GetTimestamp());
        if (IsAsking)
        {
            Begin(key);
        }
    }

    // Ten bytes go whole or not at all.
    private static bool SendMessage(Exchange exchange) =>
        exchange.Channel.Send(Pattern.At(exchange.Number, 0, MessageSize)) == MessageSize;

    private sealed class Exchange(Channel channel, int number, long startedAt)
    {
        internal Channel Channel { get; } = channel;

        internal int Awaited => IsSent ? EPOLLIN : Channel.Awaited;

        internal int Number { get; } = number;

        internal long StartedAt { get; } = startedAt;

        internal bool IsSent { get; set; }

        internal int Received { get; set; }
    }
}
