using System.Net.Sockets;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Akka.IO;
using EchoActors.Dispatch;

namespace EchoActors.Transport;

/// <summary>
/// Receives one chunk at a time for a connection, to which it is told itself when one is there. A connection of small
/// messages keeps a small buffer; one that fills it waits without any, and reads into frames that its thread shares with
/// others.
/// </summary>
internal sealed class ChunkReader : SocketAsyncEventArgs, IRunnable, IDeadLetterSuppression, INoSerializationVerificationNeeded
{
    /// <summary>What an idle connection keeps to receive into.</summary>
    internal const int SmallSize = 1024;

    // After so many chunks in a row that the small buffer would have held, it is used again.
    private const int SmallChunksToShrink = 16;

    [ThreadStatic]
    private static byte[]? _spareFrame;

    private readonly Socket _socket;
    private readonly IActorRef _connection;
    private readonly int _frameSize;
    private readonly RunToCompletionSettings _turns;
    private byte[]? _small;
    private int _smallChunks;
    private bool _moreIsThere;

    public ChunkReader(Socket socket, IActorRef connection, int frameSize, RunToCompletionSettings turns)
        : base(unsafeSuppressExecutionContextFlow: true)
    {
        _socket = socket;
        _connection = connection;
        _frameSize = frameSize;
        _turns = turns;
        UseSmallBuffer();
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

        return _small is { } small ? TakeFrom(small, out chunk) : TakeFrame(ref chunk);
    }

    void IRunnable.Run() => _connection.Tell(this, ActorRefs.NoSender);

    void IThreadPoolWorkItem.Execute() => _connection.Tell(this, ActorRefs.NoSender);

    protected override void OnCompleted(SocketAsyncEventArgs e) => Turn.Begin(this, _turns);

    private SocketError TakeFrom(byte[] small, out ByteString chunk)
    {
        chunk = ByteString.CopyFrom(small, 0, BytesTransferred);
        if (BytesTransferred == small.Length && small.Length < _frameSize)
        {
            _small = null;
            _moreIsThere = true;
            SetBuffer([], 0, 0); // ready when the socket is readable
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

        _smallChunks = count > SmallSize ? 0 : _smallChunks + 1;
        if (_smallChunks == SmallChunksToShrink)
        {
            UseSmallBuffer();
        }

        return SocketError.Success;
    }

    private void UseSmallBuffer()
    {
        _smallChunks = 0;
        _small = new byte[Math.Min(SmallSize, _frameSize)];
        SetBuffer(_small, 0, _small.Length);
    }
}
