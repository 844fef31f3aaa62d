using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;

namespace EchoActors.Transport.Direct;

/// <summary>An accept or a connect, which is told itself to its actor when it is complete.</summary>
internal class SocketOperation(IActorRef actor)
    : SocketAsyncEventArgs(unsafeSuppressExecutionContextFlow: true), IDeadLetterSuppression
{
    protected IActorRef Actor => actor;

    protected override void OnCompleted(SocketAsyncEventArgs e) => actor.Tell(this, actor);
}
