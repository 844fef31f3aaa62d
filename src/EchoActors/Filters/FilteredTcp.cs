using Akka.Actor;
using Akka.Dispatch;
using Akka.IO;
using EchoActors.Transport;

namespace EchoActors.Filters;

/// <summary>
/// A <c>Tcp</c> manager in front of a transport's: the connections that it binds or makes have filters. It takes the same
/// commands and gives the same answers. A connect whose filters can't be made ready fails with a <see cref="FilterException"/>.
/// </summary>
internal sealed class FilteredTcp : UntypedActor, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    private readonly IActorRef _tcp;
    private readonly IReadOnlyList<FilterFactory> _filters;
    private readonly HandshakeLimits _limits;
    private readonly TimeProvider _time;

    private FilteredTcp(IActorRef tcp, IReadOnlyList<FilterFactory> filters, HandshakeLimits limits, TimeProvider time)
    {
        _tcp = tcp;
        _filters = filters;
        _limits = limits;
        _time = time;
    }

    /// <param name="tcp">The transport's manager.</param>
    /// <param name="filters">How the filters of each connection are made, the outermost first; at least one.</param>
    /// <param name="limits">For how long, and for how many connections at once, filters may take to become ready.</param>
    /// <param name="time">The clock of the limits; the system's unless a test drives its own.</param>
    public static Props Props(IActorRef tcp, IReadOnlyList<FilterFactory> filters, HandshakeLimits limits, TimeProvider? time = null) =>
        ActorProps.Create(() => new FilteredTcp(tcp, filters, limits, time ?? TimeProvider.System));

    // A listener or a connect that failed has no socket any more. The actor that asked for it watches it or has a deadline.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tcp.Bind bind:
                Context.ActorOf(FilteredListener.Props(bind, Sender, _tcp, _filters, _limits, _time).Beside(Context));
                break;
            case Tcp.Connect connect:
                Context.ActorOf(FilteredConnector.Props(connect, Sender, _tcp, _filters, _limits.Timeout, _time));
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
