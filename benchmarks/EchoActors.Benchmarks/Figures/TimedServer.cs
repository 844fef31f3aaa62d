using System.Diagnostics;
using System.Net;
using EchoActors.Benchmarks.Linux;
using static Tmds.Linux.LibC;

namespace EchoActors.Benchmarks.Figures;

/// <summary>
/// An echo server of known delays: one thread that polls, and so answers to the microsecond, as long as it keeps its core.
/// From when bytes arrive, <c>answerAt</c> tells when they go back (timestamps; never earlier than those before).
/// </summary>
internal sealed unsafe class TimedServer : IDisposable
{
    private readonly record struct Answer(long At, int Descriptor, byte[] Bytes);

    private readonly record struct Gap(long At, long Length);

    // What a turn of its loop takes at most while it has its core.
    private static readonly long LongestTurn = Stopwatch.Frequency / 4000;

    private readonly Epoll _epoll = new();
    private readonly Queue<Answer> _answers = new();
    private readonly List<Gap> _gaps = [];
    private readonly HashSet<int> _clients = [];
    private readonly byte[] _buffer = GC.AllocateArray<byte>(64 * 1024, pinned: true);
    private readonly Func<long, long> _answerAt;
    private readonly int _listener;
    private readonly Thread _thread;
    private volatile bool _stopping;
    private long _lastArrivalAt;

    internal TimedServer(CpuSet cores, Func<long, long> answerAt)
    {
        _answerAt = answerAt;
        _listener = TcpSocket.Listen(new IPEndPoint(IPAddress.Loopback, 0), 512, out var port);
        _epoll.Add(_listener, _listener, EPOLLIN);
        EndPoint = new IPEndPoint(IPAddress.Loopback, port);
        _thread = new Thread(() => Run(cores)) { IsBackground = true };
        _thread.Start();
    }

    internal IPEndPoint EndPoint { get; }

    /// <summary>Stops, and returns for which part of the last so many seconds of the load it had no core.</summary>
    internal double Stop(int seconds)
    {
        Join();
        var window = seconds * Stopwatch.Frequency;
        return (double)_gaps.Where(gap => gap.At >= _lastArrivalAt - window).Sum(gap => gap.Length) / window;
    }

    public void Dispose()
    {
        Join();
        foreach (var descriptor in _clients.Append(_listener))
        {
            _ = close(descriptor);
        }

        _epoll.Dispose();
    }

    private void Join()
    {
        _stopping = true;
        _thread.Join();
    }

    private void Run(CpuSet cores)
    {
        cores.Apply();
        var before = Stopwatch.GetTimestamp();
        while (!_stopping)
        {
            var now = Stopwatch.GetTimestamp();
            if (now - before > LongestTurn)
            {
                _gaps.Add(new Gap(now, now - before));
            }

            before = now;
            var count = _epoll.Wait(0);
            for (var i = 0; i < count; i++)
            {
                Handle(_epoll.Key(i));
            }

            while (_answers.TryPeek(out var answer) && answer.At <= Stopwatch.GetTimestamp())
            {
                Send(_answers.Dequeue());
            }
        }
    }

    private void Handle(int descriptor)
    {
        if (descriptor != _listener)
        {
            Receive(descriptor);
            return;
        }

        for (var client = TcpSocket.Accept(_listener); client >= 0; client = TcpSocket.Accept(_listener))
        {
            _clients.Add(client);
            _epoll.Add(client, client, EPOLLIN);
        }
    }

    private void Receive(int descriptor)
    {
        long count;
        fixed (byte* buffer = _buffer)
        {
            count = recv(descriptor, buffer, _buffer.Length, 0);
        }

        if (count > 0)
        {
            _lastArrivalAt = Stopwatch.GetTimestamp();
            _answers.Enqueue(new Answer(_answerAt(_lastArrivalAt), descriptor, _buffer[..(int)count]));
        }
        else if (count == 0 || errno != EAGAIN)
        {
            _clients.Remove(descriptor);
            _ = close(descriptor);
        }
    }

    // A socket's buffer holds more than is ever under way here: what it doesn't take, its client has given up.
    private static void Send(Answer answer)
    {
        fixed (byte* bytes = answer.Bytes)
        {
            _ = send(answer.Descriptor, bytes, answer.Bytes.Length, MSG_NOSIGNAL);
        }
    }
}
