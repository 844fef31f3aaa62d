using Akka.Actor;

namespace EchoActors;

/// <summary>
/// Makes an actor by calling a delegate. <c>Props.Create(() => new …)</c> compiles an expression for each call, a quarter
/// of a millisecond for each connection.
/// </summary>
internal sealed class ActorProducer<TActor>(Func<TActor> produce) : IIndirectActorProducer
    where TActor : ActorBase
{
    public Type ActorType => typeof(TActor);

    public ActorBase Produce() => produce();

    public void Release(ActorBase actor)
    {
    }
}
