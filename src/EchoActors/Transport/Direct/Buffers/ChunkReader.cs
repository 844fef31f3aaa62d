using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using EchoActors.Dispatch;

namespace EchoActors.Transport.Direct;

/// <summary>
/// Receives one chunk at a time for a connection. A handler that borrows (<see cref="RegisterBorrowing"/>) gets the memory
/// itself, so that a chunk is sent from where it lies while the processor still holds it; any other gets a copy.
/// </summary>
internal sealed class ChunkReader : IDisposable
{
    /// <summary>A chunk, the end of the stream or an error has arrived; told to the connection.</summary>
    public sealed class Arrival(IActorRef connection, RunToCompletionOptions runs) : SocketCompletion(connection, runs);

    private readonly Socket _socket;
    private readonly int _frameSize;
    private ReceiveBuffer _buffer;
    private BufferLease _lease;
    private bool _moreIsThere; // as far as is known: the socket is read without waiting

    public ChunkReader(Socket socket, IActorRef connection, int frameSize, RunToCompletionOptions runs)
    {
        _socket = socket;
        _frameSize = frameSize;
        _buffer = new ReceiveBuffer(frameSize);
        Completion = new Arrival(connection, runs);
        UseBuffer();
    }

    /// <summary>What the connection is told.</summary>
    public Arrival Completion { get; }

    /// <summary>Whether the handler borrows. The one place that decides between lending and copying.</summary>
    public bool Lends { get; set; }

    /// <summary>Begins to wait for a chunk.</summary>
    /// <returns>Whether there is one already, which <see cref="Take"/> gives; otherwise <see cref="Arrival"/> will be told.</returns>
    public bool Receive()
    {
        if (_lease.IsOut) // the handler asks for more and has not returned the chunk: it keeps it
        {
            _lease.Forget();
            if (_buffer.Bytes is not null)
            {
                _buffer.Renew();
                UseBuffer();
            }
        }

        return _moreIsThere || !_socket.ReceiveAsync(Completion);
    }

    /// <summary>
    /// Gives the chunk that is there: null at the end of the stream. <see cref="SocketError.WouldBlock"/> says that there is
    /// none after all.
    /// </summary>
    public SocketError Take(out Tcp.Received? received)
    {
        received = null;
        if (!_moreIsThere && Completion.SocketError != SocketError.Success)
        {
            return Completion.SocketError;
        }

        return _buffer.Bytes is { } buffer ? TakeFrom(buffer, ref received) : TakeFrame(ref received);
    }

    /// <summary>The handler has told the write of <paramref name="data"/>, and holds it no longer if it borrowed it.</summary>
    public void Return(ByteString data) => _lease.Return(data);

    /// <inheritdoc/>
    public void Dispose() => Completion.Dispose();

    private SocketError TakeFrom(byte[] buffer, ref Tcp.Received? received)
    {
        var count = Completion.BytesTransferred;
        if (count > 0)
        {
            received = Lends ? _lease.Lend(buffer, count) : Copy(buffer, count);
        }

        if (_buffer.Adapt(count))
        {
            _lease.Forget();
            UseBuffer();
        }

        return SocketError.Success;
    }

    private SocketError TakeFrame(ref Tcp.Received? received)
    {
        var frame = ThreadFrame.Rent(_frameSize);
        var count = _socket.Receive(frame, SocketFlags.None, out var error);
        _moreIsThere = count == frame.Length;
        if (count == 0)
        {
            ThreadFrame.Return(frame);
        }
        else if (Lends)
        {
            received = _lease.LendFrame(frame, count);
        }
        else if (count > frame.Length / 2) // given away: a new frame costs less than the copy of one that is nearly full
        {
            received = new Tcp.Received(ByteString.FromBytes(frame, 0, count));
        }
        else
        {
            received = Copy(frame, count);
            ThreadFrame.Return(frame);
        }

        if (error == SocketError.Success && _buffer.Adapt(count))
        {
            _lease.Forget();
            UseBuffer();
        }

        return error;
    }

    private static Tcp.Received Copy(byte[] bytes, int count) => new(ByteString.CopyFrom(bytes, 0, count));

    private void UseBuffer()
    {
        if (_buffer.Bytes is { } buffer)
        {
            Completion.SetBuffer(buffer, 0, buffer.Length);
        }
        else
        {
            _moreIsThere = true; // the chunk filled the buffer
            Completion.SetBuffer([], 0, 0); // completes when the socket is readable
        }
    }
}
