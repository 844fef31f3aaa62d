using Akka.Actor;

namespace EchoActors;

/// <summary>
/// Props that make an actor by calling a delegate. <c>Props.Create(() => new …)</c> compiles an expression for each call, a
/// quarter of a millisecond for each connection.
/// </summary>
internal static class ActorProps
{
    /// <summary>Props of the actor that <paramref name="produce"/> makes, with the defaults of <c>Props.Create</c>.</summary>
    public static Props Create<TActor>(Func<TActor> produce)
        where TActor : ActorBase =>
        Props.CreateBy(new Producer<TActor>(produce));

    private sealed class Producer<TActor>(Func<TActor> produce) : IIndirectActorProducer
        where TActor : ActorBase
    {
        public Type ActorType => typeof(TActor);

        public ActorBase Produce() => produce();

        public void Release(ActorBase actor)
        {
        }
    }
}
