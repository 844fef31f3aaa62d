using Akka;
using Akka.Actor;

namespace EchoActors.Cli;

/// <summary>
/// Akka logs through an actor. Lines that are still in its mailbox when the actor system ends are lost, or printed in another
/// format. So the shutdown waits until that actor has handled them.
/// </summary>
internal static class LogFlush
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    public static void FlushLogBeforeEnd(this ActorSystem system) =>
        CoordinatedShutdown.Get(system).AddTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate,
            "flush-log",
            async () =>
            {
                // The mailbox is in order: the answer comes after every line before it.
                await system.ActorSelection("/system/log*").Ask<ActorIdentity>(new Identify(null), Longest);
                return Done.Instance;
            });
}
