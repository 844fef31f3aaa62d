using System.Net.Sockets;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Akka.IO;
using EchoActors.Dispatch;

namespace EchoActors.Transport.Direct;

/// <summary>
/// Receives one chunk at a time for a connection, to which it is told itself when one is there. A connection keeps a buffer
/// of the size that it has use for; one that fills the largest waits without any, and reads into frames that its thread
/// shares with others.
/// </summary>
/// <remarks>
/// A handler gets a copy of what it is told, unless it gives chunks back (<see cref="IReleasesBuffer"/>): then it is lent
/// the buffer itself, and what was just read is sent from where it lies, while the processor still holds it.
/// </remarks>
internal sealed class ChunkReader : SocketAsyncEventArgs, IRunnable, IDeadLetterSuppression, INoSerializationVerificationNeeded
{
    /// <summary>What a connection keeps to receive into, until it has use for more.</summary>
    internal const int SmallSize = 1024;

    private const int LargeSize = 8 * 1024;

    // After so many chunks in a row that the next smaller buffer would have held, it is used again.
    private const int SmallChunksToShrink = 16;

    [ThreadStatic]
    private static byte[]? _spareFrame;

    private readonly Socket _socket;
    private readonly IActorRef _connection;
    private readonly int _frameSize;
    private readonly RunToCompletionOptions _turns;
    private byte[]? _buffer;
    private int _smallChunks;
    private bool _moreIsThere;
    private bool _lends;
    private ByteString? _lent;
    private byte[]? _lentFrame; // that it lies in, if it doesn't lie in the buffer
    private Tcp.Received? _last; // that lay in the buffer: told again while chunks are as long

    public ChunkReader(Socket socket, IActorRef connection, int frameSize, RunToCompletionOptions turns)
        : base(unsafeSuppressExecutionContextFlow: true)
    {
        _socket = socket;
        _connection = connection;
        _frameSize = frameSize;
        _turns = turns;
        UseBuffer(SmallSize);
    }

    /// <summary>Begins to wait for a chunk.</summary>
    /// <returns>Whether there is one already, which <see cref="Take"/> gives.</returns>
    public bool Receive()
    {
        if (_lent is not null)
        {
            LeaveToHolder();
        }

        return _moreIsThere || !_socket.ReceiveAsync(this);
    }

    /// <summary>
    /// Gives the chunk that is there: null at the end of the stream. <see cref="SocketError.WouldBlock"/> says that
    /// there is none after all.
    /// </summary>
    public SocketError Take(out Tcp.Received? received)
    {
        received = null;
        if (!_moreIsThere && SocketError != SocketError.Success)
        {
            return SocketError;
        }

        return _buffer is { } buffer ? TakeFrom(buffer, ref received) : TakeFrame(ref received);
    }

    /// <summary>The handler keeps <paramref name="data"/> no longer: what it lies in is received into again.</summary>
    public void TakeBack(ByteString data)
    {
        _lends = true;
        if (!ReferenceEquals(data, _lent))
        {
            return;
        }

        _lent = null;
        if (_lentFrame is not null)
        {
            _spareFrame = _lentFrame;
            _lentFrame = null;
        }
    }

    void IRunnable.Run() => _connection.Tell(this, ActorRefs.NoSender);

    void IThreadPoolWorkItem.Execute() => _connection.Tell(this, ActorRefs.NoSender);

    protected override void OnCompleted(SocketAsyncEventArgs e) => InlineRun.RunCompleted(this, _turns);

    private SocketError TakeFrom(byte[] buffer, ref Tcp.Received? received)
    {
        var count = BytesTransferred;
        if (count > 0)
        {
            received = _lends ? Lend(buffer, count) : Copy(buffer, count);
        }

        if (count == buffer.Length && buffer.Length < _frameSize)
        {
            Grow(buffer);
        }
        else if (buffer.Length > SmallSize)
        {
            ShrinkAfter(count, SmallSize);
        }

        return SocketError.Success;
    }

    private SocketError TakeFrame(ref Tcp.Received? received)
    {
        var frame = _spareFrame is { } spare && spare.Length == _frameSize
            ? spare
            : GC.AllocateUninitializedArray<byte>(_frameSize);
        _spareFrame = frame;
        var count = _socket.Receive(frame, SocketFlags.None, out var error);
        _moreIsThere = count == frame.Length;
        if (error != SocketError.Success)
        {
            return error;
        }

        if (count > 0)
        {
            // One that is nearly full is never copied: the next chunk getting a new frame is cheaper.
            received = _lends || count > frame.Length / 2 ? LendFrame(frame, count) : Copy(frame, count);
        }

        ShrinkAfter(count, LargeSize);
        return SocketError.Success;
    }

    private static Tcp.Received Copy(byte[] bytes, int count) => new(ByteString.CopyFrom(bytes, 0, count));

    private Tcp.Received Lend(byte[] buffer, int count)
    {
        if (_last?.Data.Count != count)
        {
            _last = new Tcp.Received(ByteString.FromBytes(buffer, 0, count));
        }

        _lent = _last.Data;
        return _last;
    }

    private Tcp.Received LendFrame(byte[] frame, int count)
    {
        _spareFrame = null;
        _lentFrame = frame;
        _lent = ByteString.FromBytes(frame, 0, count);
        return new Tcp.Received(_lent);
    }

    // The handler may keep what it was told as long as it likes.
    private void LeaveToHolder()
    {
        _lends = false;
        if (_buffer is { } buffer)
        {
            UseBuffer(buffer.Length);
        }
        else
        {
            ForgetLent();
        }
    }

    private void ForgetLent()
    {
        _lent = null;
        _lentFrame = null;
        _last = null;
    }

    private void Grow(byte[] buffer)
    {
        if (buffer.Length < LargeSize)
        {
            UseBuffer(LargeSize);
        }
        else
        {
            _smallChunks = 0;
            _buffer = null;
            ForgetLent();
            _moreIsThere = true;
            SetBuffer([], 0, 0); // ready when the socket is readable
        }
    }

    private void ShrinkAfter(int count, int size)
    {
        _smallChunks = count > size ? 0 : _smallChunks + 1;
        if (_smallChunks == SmallChunksToShrink)
        {
            UseBuffer(size);
        }
    }

    private void UseBuffer(int size)
    {
        ForgetLent();
        _smallChunks = 0;
        _buffer = GC.AllocateUninitializedArray<byte>(Math.Min(size, _frameSize));
        SetBuffer(_buffer, 0, _buffer.Length);
    }
}
