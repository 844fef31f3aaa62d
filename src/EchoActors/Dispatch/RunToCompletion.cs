using Akka.Configuration;

namespace EchoActors.Dispatch;

/// <summary>
/// Runs the actor of a connection on the thread where its bytes arrive, to the end of the exchange, without a hop to another
/// thread for each message. It needs two changes: of the actor system (<see cref="Config"/>) and of the process
/// (<see cref="InlineSocketCompletions"/>).
/// </summary>
public static class RunToCompletion
{
    private const string Switch = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>
    /// The HOCON that an actor system adds to its own: the executor of the default dispatcher, on which Akka.IO's
    /// connections run, and the mailbox of actors that never block.
    /// </summary>
    public static Config Config { get; } = ConfigurationFactory.ParseString($$"""
        akka.actor {
          default-dispatcher.executor = "{{typeof(RunToCompletionConfigurator).FullName}}, EchoActors"
          mailbox {
            run-to-completion.mailbox-type = "{{typeof(RunToCompletionMailbox).FullName}}, EchoActors"
            requirements {
              "Akka.Dispatch.IUnboundedMessageQueueSemantics" = akka.actor.mailbox.run-to-completion
            }
          }
        }
        """);

    /// <summary>
    /// Makes the runtime complete socket operations on the thread that polls the sockets, unless the environment variable
    /// <c>DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS</c> is set. It changes the whole process. The runtime reads the variable
    /// once, at its first socket: call this before.
    /// </summary>
    /// <remarks>
    /// Without it everything works, and each arrival costs a hop to the pool. With it, no code of the process may block after
    /// it awaited a socket: it would hold every other connection of that thread.
    /// </remarks>
    public static void InlineSocketCompletions()
    {
        if (Environment.GetEnvironmentVariable(Switch) is null)
        {
            Environment.SetEnvironmentVariable(Switch, "1");
        }
    }
}
