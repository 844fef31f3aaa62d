using Akka.Actor;
using Akka.IO;

namespace EchoActors.Filters;

/// <summary>A write of the handler that is not passed on yet, after the faults have changed its bytes.</summary>
internal sealed class HeldEcho(ByteString data, TimeSpan due, bool isSliced, bool isReset, Tcp.Event? ack, IActorRef writer)
{
    /// <summary>What of it is still to be written.</summary>
    public ByteString Data { get; private set; } = data;

    /// <summary>When it may be written at the earliest.</summary>
    public TimeSpan Due => due;

    /// <summary>Whether it is written in pieces.</summary>
    public bool IsSliced => isSliced;

    /// <summary>Whether the connection is reset after it.</summary>
    public bool IsReset => isReset;

    /// <summary>The first <paramref name="count"/> bytes have been written.</summary>
    public void Skip(int count) => Data = Data.Slice(count);

    /// <summary>All of it is written, or swallowed: tells its writer.</summary>
    public void Acknowledge(IActorRef filter)
    {
        if (ack is not null and not Tcp.NoAck)
        {
            writer.Tell(ack, filter);
        }
    }
}
