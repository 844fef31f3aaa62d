using Akka;
using Akka.Actor;

namespace EchoActors.Cli;

/// <summary>
/// Akka logs through an actor. What is still in its mailbox when the system ends is lost or printed raw, so the system's
/// shutdown waits until that actor has come to the end of it.
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
                // Answered in its turn, after every line before it.
                await system.ActorSelection("/system/log*").Ask<ActorIdentity>(new Identify(null), Longest);
                return Done.Instance;
            });
}
