using System.Net.Sockets;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Akka.IO;
using EchoActors.Dispatch;

namespace EchoActors.Transport;

/// <summary>
/// Receives one chunk at a time for a connection, to which it is told itself when one is there. A connection keeps a buffer
/// of the size that it has use for; one that fills the largest waits without any, and reads into frames that its thread
/// shares with others.
/// </summary>
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
    private readonly RunToCompletionSettings _turns;
    private byte[]? _buffer;
    private int _smallChunks;
    private bool _moreIsThere;

    public ChunkReader(Socket socket, IActorRef connection, int frameSize, RunToCompletionSettings turns)
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
    public bool Receive() => _moreIsThere || !_socket.ReceiveAsync(this);

    /// <summary>
    /// Gives the chunk that is there: empty at the end of the stream. <see cref="SocketError.WouldBlock"/> says that
    /// there is none after all.
    /// </summary>
    public SocketError Take(out ByteString chunk)
    {
        chunk = ByteString.Empty;
        if (!_moreIsThere && SocketError != SocketError.Success)
        {
            return SocketError;
        }

        return _buffer is { } buffer ? TakeFrom(buffer, out chunk) : TakeFrame(ref chunk);
    }

    void IRunnable.Run() => _connection.Tell(this, ActorRefs.NoSender);

    void IThreadPoolWorkItem.Execute() => _connection.Tell(this, ActorRefs.NoSender);

    protected override void OnCompleted(SocketAsyncEventArgs e) => Turn.Begin(this, _turns);

    private SocketError TakeFrom(byte[] buffer, out ByteString chunk)
    {
        chunk = ByteString.CopyFrom(buffer, 0, BytesTransferred);
        if (BytesTransferred == buffer.Length && buffer.Length < _frameSize)
        {
            Grow(buffer);
        }
        else if (buffer.Length > SmallSize)
        {
            ShrinkAfter(BytesTransferred, SmallSize);
        }

        return SocketError.Success;
    }

    private SocketError TakeFrame(ref ByteString chunk)
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

        if (count > frame.Length / 2)
        {
            chunk = ByteString.FromBytes(frame, 0, count); // cheaper than a copy; the next chunk gets a new frame
            _spareFrame = null;
        }
        else
        {
            chunk = ByteString.CopyFrom(frame, 0, count);
        }

        ShrinkAfter(count, LargeSize);
        return SocketError.Success;
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
        _smallChunks = 0;
        _buffer = GC.AllocateUninitializedArray<byte>(Math.Min(size, _frameSize));
        SetBuffer(_buffer, 0, _buffer.Length);
    }
}
