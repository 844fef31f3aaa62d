using static Tmds.Linux.LibC;

namespace EchoActors.Benchmarks.Load;

/// <summary>What a connection of the load sends over and receives from, without ever waiting: a socket.</summary>
internal class Channel(int descriptor) : IDisposable
{
    internal int Descriptor => descriptor;

    /// <summary>What to wait for when nothing could be sent.</summary>
    internal virtual int Awaited => EPOLLOUT;

    /// <summary>Whether a receive or a send of less than was asked for has met the end of what there is, or of the room (epoll(7)).</summary>
    internal virtual bool ShortMeansEmpty => true;

    /// <summary>Receives into <paramref name="buffer"/>; 0 when there is nothing yet.</summary>
    internal virtual unsafe int Receive(Span<byte> buffer)
    {
        long received;
        fixed (byte* start = buffer)
        {
            received = recv(descriptor, start, buffer.Length, 0);
        }

        return received switch
        {
            > 0 => (int)received,
            0 => throw EndedEarly(),
            _ => errno == EAGAIN ? 0 : throw LoadException.From("Receiving"),
        };
    }

    /// <summary>Sends what there is room for, and returns how much that was.</summary>
    internal virtual unsafe int Send(ReadOnlySpan<byte> bytes)
    {
        long sent;
        fixed (byte* start = bytes)
        {
            sent = send(descriptor, start, bytes.Length, MSG_NOSIGNAL);
        }

        return sent >= 0 ? (int)sent : errno == EAGAIN ? 0 : throw LoadException.From("Sending");
    }

    public virtual void Dispose() => _ = close(descriptor);

    protected static LoadException EndedEarly() => new("The server closed a connection with bytes outstanding.");
}
