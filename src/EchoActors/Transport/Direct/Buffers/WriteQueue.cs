using System.Buffers;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using EchoActors.Dispatch;

namespace EchoActors.Transport.Direct;

/// <summary>
/// Sends the writes of a connection in order, and acknowledges each when the kernel has accepted all of it. Bytes that the kernel
/// accepts at once are sent without a copy. The rest is queued and sent a frame at a time; a frame may hold several writes.
/// </summary>
/// <param name="socket">A socket that doesn't block.</param>
/// <param name="connection">Receives <see cref="FrameSent"/>, and is the sender of acknowledgements.</param>
/// <param name="frameSize">The most bytes sent at once of what is queued.</param>
/// <param name="maxBytes">How many bytes may wait for their frame; negative for no bound.</param>
/// <param name="runs">The bounds of the inline run that a frame begins.</param>
internal sealed class WriteQueue(Socket socket, IActorRef connection, int frameSize, int maxBytes, RunToCompletionOptions runs)
{
    /// <summary>A frame has been sent; told to the connection.</summary>
    public sealed class FrameSent(IActorRef connection, RunToCompletionOptions runs) : SocketCompletion(connection, runs);

    private static readonly IOException QueueFull = new("The connection's write queue is full.");

    // Made only for a client that reads more slowly than it is written to; most do not.
    private readonly Queue<(Tcp.Write Write, ByteString Data, IActorRef Sender)> _writes = new(0);
    private FrameSent? _sending;
    private byte[]? _frame; // being sent
    private Queue<(IActorRef Sender, Tcp.Event Ack)>? _acksOfFrame; // of the writes that end in it
    private int _firstOffset; // into the first of the queued writes
    private long _bytes; // queued

    /// <summary>Whether the kernel has everything.</summary>
    public bool IsEmpty => _frame is null;

    /// <summary>Sends <paramref name="command"/>, queues it behind those that wait, or tells its sender that it failed.</summary>
    /// <param name="command">The write.</param>
    /// <param name="sender">Receives the acknowledgement.</param>
    /// <param name="copyQueued">Whether queued bytes are copied, because their memory is received into again.</param>
    public SocketError Send(Tcp.WriteCommand command, IActorRef sender, bool copyQueued)
    {
        if (maxBytes >= 0 && _bytes + command.Bytes > maxBytes)
        {
            sender.Tell(new Tcp.CommandFailed(command, QueueFull), connection);
            return SocketError.Success;
        }

        switch (command)
        {
            case Tcp.Write write when IsEmpty:
                return SendAtOnce(write, sender, copyQueued);
            case Tcp.Write write:
                Enqueue(write, write.Data, sender, copyQueued);
                return SocketError.Success;
            case Tcp.CompoundWrite compound:
                return compound.Select(part => Send(part, sender, copyQueued)).FirstOrDefault(error => error != SocketError.Success);
            default:
                sender.Tell(new Tcp.CommandFailed(command, new NotSupportedException($"{command} can't be written.")), connection);
                return SocketError.Success;
        }
    }

    /// <summary>Goes on after <see cref="FrameSent"/>.</summary>
    public SocketError Continue()
    {
        var error = CompleteFrame();
        return error == SocketError.Success ? SendFrames() : error;
    }

    /// <summary>Gives up: tells the senders of what was never begun that it failed.</summary>
    public void Fail(Exception cause)
    {
        foreach (var (write, _, sender) in _writes)
        {
            sender.Tell(new Tcp.CommandFailed(write, cause), connection);
        }

        _writes.Clear();
        _sending?.Dispose();
    }

    private SocketError SendAtOnce(Tcp.Write write, IActorRef sender, bool copyQueued)
    {
        var data = write.Data.ToReadOnlySpan();
        var sent = 0;
        while (sent < data.Length)
        {
            sent += socket.Send(data[sent..], SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
            {
                Enqueue(write, write.Data.Slice(sent), sender, copyQueued);
                return SendFrames();
            }

            if (error != SocketError.Success)
            {
                return error;
            }
        }

        Acknowledge(sender, write.Ack);
        return SocketError.Success;
    }

    private void Enqueue(Tcp.Write write, ByteString rest, IActorRef sender, bool copy)
    {
        var data = copy ? ByteString.FromBytes(rest.ToReadOnlySpan().ToArray()) : rest;
        _writes.Enqueue((write, data, sender));
        _bytes += data.Count;
    }

    private SocketError SendFrames()
    {
        _sending ??= new FrameSent(connection, runs);
        while (_writes.Count > 0)
        {
            _frame ??= ArrayPool<byte>.Shared.Rent(frameSize);
            _sending.SetBuffer(_frame, 0, Fill(_frame));
            if (socket.SendAsync(_sending))
            {
                return SocketError.Success;
            }

            if (CompleteFrame() is not SocketError.Success and var error)
            {
                return error;
            }
        }

        ArrayPool<byte>.Shared.Return(_frame!);
        _frame = null;
        return SocketError.Success;
    }

    private int Fill(byte[] frame)
    {
        var filled = 0;
        while (filled < frameSize && _writes.TryPeek(out var first))
        {
            var data = first.Data;
            var count = Math.Min(data.Count - _firstOffset, frameSize - filled);
            data.Slice(_firstOffset, count).CopyTo(frame, filled, count);
            filled += count;
            _bytes -= count;
            _firstOffset += count;
            if (_firstOffset == data.Count)
            {
                _firstOffset = 0;
                _writes.Dequeue();
                (_acksOfFrame ??= new()).Enqueue((first.Sender, first.Write.Ack));
            }
        }

        return filled;
    }

    private SocketError CompleteFrame()
    {
        if (_sending!.SocketError == SocketError.Success)
        {
            while (_acksOfFrame is not null && _acksOfFrame.TryDequeue(out var written))
            {
                Acknowledge(written.Sender, written.Ack);
            }
        }

        return _sending.SocketError;
    }

    private void Acknowledge(IActorRef sender, Tcp.Event ack)
    {
        if (ack is not Tcp.NoAck)
        {
            sender.Tell(ack, connection);
        }
    }
}
