using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;

namespace EchoActors.Transport.Direct;

/// <summary>
/// Writes that the kernel has not taken at once. They are sent in order, a frame at a time, which may hold several of them, and
/// each is acknowledged when the kernel has all of it. Made only for a peer that reads more slowly than it is written to.
/// </summary>
/// <param name="connection">The sender of acknowledgements.</param>
/// <param name="frameSize">The most bytes sent at once.</param>
internal sealed class WriteQueue(IActorRef connection, int frameSize)
{
    // A peer that reads as fast as it is sent to would hold the thread.
    private const int MaxFramesInARow = 8;

    private readonly Queue<(Tcp.Write Write, ByteString Data, IActorRef Sender)> _writes = new();
    private int _firstOffset; // into the first of them

    /// <summary>How many bytes wait.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether no write waits.</summary>
    public bool IsEmpty => _writes.Count == 0;

    /// <summary>Queues what is left of a write.</summary>
    /// <param name="write">The write.</param>
    /// <param name="rest">What is left of it.</param>
    /// <param name="sender">Receives the acknowledgement.</param>
    /// <param name="copy">Whether to copy it, because its memory is received into again.</param>
    public void Enqueue(Tcp.Write write, ByteString rest, IActorRef sender, bool copy)
    {
        _writes.Enqueue((write, copy ? ByteString.FromBytes(rest.ToArray()) : rest, sender));
        Bytes += rest.Count;
    }

    /// <summary>Sends what <paramref name="socket"/> takes, up to a bound.</summary>
    /// <returns>
    /// <see cref="SocketError.Success"/> where the socket may take more, and <see cref="SocketError.WouldBlock"/> where it does not.
    /// </returns>
    public SocketError Send(int socket)
    {
        var frame = ThreadFrame.Rent(frameSize);
        var error = SocketError.Success;
        for (var left = MaxFramesInARow; left > 0 && !IsEmpty && error == SocketError.Success; left--)
        {
            Advance(SocketCalls.Send(socket, frame.AsSpan(0, Fill(frame)), out error));
        }

        ThreadFrame.Return(frame);
        return error;
    }

    /// <summary>Gives up: tells the senders of what waits that it failed.</summary>
    public void Fail(Exception cause)
    {
        foreach (var (write, _, sender) in _writes)
        {
            sender.Tell(new Tcp.CommandFailed(write, cause), connection);
        }

        _writes.Clear();
    }

    private int Fill(byte[] frame)
    {
        var filled = 0;
        var offset = _firstOffset;
        foreach (var (_, data, _) in _writes)
        {
            var count = Math.Min(data.Count - offset, frameSize - filled);
            data.Slice(offset, count).CopyTo(frame, filled, count);
            filled += count;
            offset = 0;
            if (filled == frameSize)
            {
                break;
            }
        }

        return filled;
    }

    private void Advance(int sent)
    {
        Bytes -= sent;
        while (_writes.TryPeek(out var first) && first.Data.Count - _firstOffset <= sent)
        {
            sent -= first.Data.Count - _firstOffset;
            _firstOffset = 0;
            _writes.Dequeue();
            Acknowledge(connection, first.Sender, first.Write.Ack);
        }

        _firstOffset += sent;
    }

    /// <summary>Tells <paramref name="sender"/> that the kernel has all of its write.</summary>
    public static void Acknowledge(IActorRef connection, IActorRef sender, Tcp.Event ack)
    {
        if (ack is not Tcp.NoAck)
        {
            sender.Tell(ack, connection);
        }
    }
}
