using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace EchoActors.Dispatch;

/// <summary>
/// The unbounded mailbox of an actor that never blocks, which <see cref="RunToCompletionExecutor"/> may run on a socket thread.
/// Akka.IO's connections and listeners get it, and so does any actor of the default dispatcher that is an
/// <c>IRequiresMessageQueue&lt;IUnboundedMessageQueueSemantics&gt;</c>.
/// </summary>
/// <param name="settings">The actor system's settings.</param>
/// <param name="config">The mailbox's section.</param>
internal sealed class RunToCompletionMailbox(Settings settings, Config config)
    : MailboxType(settings, config), IProducesMessageQueue<RunToCompletionQueue>
{
    /// <inheritdoc/>
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new RunToCompletionQueue();
}
