using Akka.Actor;
using Akka.Event;
using Akka.IO;

namespace EchoActors.Transport.Direct;

/// <summary>The direct transport of an actor system: its event loops and its manager, made when it is first asked for.</summary>
internal sealed class DirectTcpExtension : IExtension
{
    public DirectTcpExtension(ExtendedActorSystem system)
    {
        if (DirectOptions.FromConfig(system.Settings.Config).Loops is > 0 and var loops)
        {
            Loops = new EventLoops(system, loops, (loop, cause) => Manager!.Tell(new DirectTcp.LoopFailed(loop.Index, cause)));
            Manager = system.SystemActorOf(DirectTcp.Props(Loops), "echoactors-tcp");
            system.RegisterOnTermination(Loops.Dispose);
        }
        else
        {
            Manager = system.Tcp();
            Logging.GetLogger(system, typeof(DirectTcp)).Warning("transport direct has no event loops here: Akka.IO takes its place");
        }
    }

    /// <summary>The <c>Tcp</c> manager: Akka.IO's where there are no event loops.</summary>
    public IActorRef Manager { get; }

    /// <summary>The event loops, or null where the system has none or they are switched off.</summary>
    public EventLoops? Loops { get; }
}

/// <summary>Makes the extension.</summary>
internal sealed class DirectTcpExtensionProvider : ExtensionIdProvider<DirectTcpExtension>
{
    /// <inheritdoc/>
    public override DirectTcpExtension CreateExtension(ExtendedActorSystem system) => new(system);
}
