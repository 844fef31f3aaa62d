using Akka.Actor;

namespace EchoActors.Transport.Direct;

/// <summary>The direct transport of an actor system: its manager, made when it is first asked for.</summary>
internal sealed class DirectTcpExtension(ExtendedActorSystem system) : IExtension
{
    /// <summary>The <c>Tcp</c> manager.</summary>
    public IActorRef Manager { get; } = system.SystemActorOf(DirectTcp.Props(), "echoactors-tcp");
}

/// <summary>Makes the extension.</summary>
internal sealed class DirectTcpExtensionProvider : ExtensionIdProvider<DirectTcpExtension>
{
    /// <inheritdoc/>
    public override DirectTcpExtension CreateExtension(ExtendedActorSystem system) => new(system);
}
