using System.Net.Sockets;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using EchoActors.Dispatch;

namespace EchoActors.Transport.Direct;

/// <summary>
/// A receive or a send of a connection. When it completes, it sends itself to the connection: on the thread that completed it,
/// as the beginning of an inline run, or from the pool where the connection queues it.
/// </summary>
internal abstract class SocketCompletion(IActorRef connection, RunToCompletionOptions runs)
    : SocketAsyncEventArgs(unsafeSuppressExecutionContextFlow: true), IRunnable, IDeadLetterSuppression, INoSerializationVerificationNeeded
{
    void IRunnable.Run() => connection.Tell(this, ActorRefs.NoSender);

    void IThreadPoolWorkItem.Execute() => connection.Tell(this, ActorRefs.NoSender);

    protected override void OnCompleted(SocketAsyncEventArgs e) => InlineRun.RunCompleted(this, runs);
}
