using Akka.Configuration;

namespace EchoActors.Dispatch;

/// <summary>
/// Runs connection actors where their bytes arrive: on the socket's own thread, to the end of the exchange, without a
/// thread hop for each message. An actor system takes part by <see cref="Config"/>, a process by
/// <see cref="InlineSocketCompletions"/>.
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
    /// Asks the runtime to call back on the thread that polls the sockets (<c>DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS</c>),
    /// unless the environment says otherwise. It is for the whole process, and the runtime reads it once, when the first
    /// socket is made: call it first in <c>Main</c>.
    /// </summary>
    /// <remarks>
    /// Without it everything works, and each arrival costs a hop to the pool. With it, nothing that awaits a socket may
    /// block after that, in the whole process: it would hold every other connection of that thread.
    /// </remarks>
    public static void InlineSocketCompletions()
    {
        if (Environment.GetEnvironmentVariable(Switch) is null)
        {
            Environment.SetEnvironmentVariable(Switch, "1");
        }
    }
}
