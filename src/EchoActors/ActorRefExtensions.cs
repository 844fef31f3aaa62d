using Akka.Actor;

namespace EchoActors;

/// <summary>Operations on several actor references at once.</summary>
internal static class ActorRefExtensions
{
    /// <summary>Tells each of them the same message.</summary>
    public static void TellAll(this IEnumerable<IActorRef> actors, object message)
    {
        foreach (var actor in actors)
        {
            actor.Tell(message);
        }
    }
}
