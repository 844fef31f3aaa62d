using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;

namespace EchoActors.Transport.Direct;

/// <summary>An accept or a connect. When it completes, it sends itself to its actor.</summary>
internal class SocketOperation(IActorRef actor)
    : SocketAsyncEventArgs(unsafeSuppressExecutionContextFlow: true), IDeadLetterSuppression
{
    protected IActorRef Actor => actor;

    protected override void OnCompleted(SocketAsyncEventArgs e) => actor.Tell(this, actor);
}
