using Akka.Actor;
using Akka.IO;
using EchoActors.Server;

namespace EchoActors.Filters;

/// <summary>
/// The filters of one connection, from its transport to its handler. It makes each when the one before it is ready, and tells
/// <c>Tcp.Connected</c> to the actor that waits for the connection when the innermost is.
/// </summary>
/// <param name="filters">How each is made, the outermost first; at least one.</param>
/// <param name="owner">Is told <see cref="Refused"/>, <see cref="Settled"/>: the listener or the connector.</param>
/// <param name="inward">Is told <c>Tcp.Connected</c>; then its handler registers with the innermost filter.</param>
/// <param name="pushMode">Whether the handler wants chunks without asking for them.</param>
/// <param name="settings">The frames and queues of the transport.</param>
/// <param name="system">The actor system.</param>
internal sealed class FilterPath(
    IReadOnlyList<FilterFactory> filters,
    IActorRef owner,
    IActorRef inward,
    bool pushMode,
    TcpSettings settings,
    ExtendedActorSystem system)
{
    /// <summary>A filter could not be made ready, and the connection has ended.</summary>
    public sealed record Refused(FilterPath Path, RefusalReason Reason, string Message);

    /// <summary>The handler has registered, or the connection has ended: nobody has to wait for it any longer.</summary>
    public sealed record Settled(FilterPath Path);

    private volatile TcpFilter? _current;

    /// <summary>What the filters have found out; known once the path has begun.</summary>
    public ConnectionFacts Facts { get; private set; } = null!;

    /// <summary>The frames and queues of the transport.</summary>
    public TcpSettings Settings => settings;

    /// <summary>The actor system of the filters.</summary>
    public ExtendedActorSystem System => system;

    /// <summary>The first filter takes over a connection of the transport.</summary>
    public void Begin(IActorRef connection, Tcp.Connected ends)
    {
        Facts = new ConnectionFacts(connection, ends);
        Make(0, connection, ends);
    }

    /// <summary>The deadline has passed: tells the filter that is being made ready, or waits for its handler.</summary>
    public void TellOverdue() => _current!.Tell(TcpFilter.Overdue.Instance, ActorRefs.NoSender);

    /// <summary>Filter <paramref name="index"/> is ready.</summary>
    public void Ready(int index, TcpFilter filter, Tcp.Connected ends)
    {
        if (IsInnermost(index))
        {
            inward.Tell(ends, filter);
        }
        else
        {
            Make(index + 1, filter, ends);
        }
    }

    /// <summary>The filter that is being made ready can't be.</summary>
    public void Refuse(RefusalReason reason, string message) => owner.Tell(new Refused(this, reason, message), _current);

    /// <summary>Filter <paramref name="index"/> has its handler, or its connection has ended before it had one.</summary>
    public void Settle(int index)
    {
        if (IsInnermost(index))
        {
            owner.Tell(new Settled(this), _current);
        }
    }

    /// <summary>Whether filter <paramref name="index"/> has to give chunks to its handler without being asked.</summary>
    public bool Pushes(int index) => pushMode && IsInnermost(index);

    private bool IsInnermost(int index) => index == filters.Count - 1;

    private void Make(int index, IActorRef below, Tcp.Connected ends)
    {
        var filter = filters[index](new FilterPlace(below, ends, this, index));
        _current = filter;
        filter.Begin();
    }
}
