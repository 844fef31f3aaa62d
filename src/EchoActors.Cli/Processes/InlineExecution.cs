using Akka.Configuration;
using EchoActors.Configuration;
using EchoActors.Dispatch;
using EchoActors.Filters.Tls;

namespace EchoActors.Cli;

/// <summary>
/// The one place where the program changes how its process runs. <c>server</c>, <c>mesh</c>, <c>ping</c> and <c>bench</c> run
/// an actor on the thread where its socket completes, because a hop to another thread takes longer than a short echo. That needs
/// inline completions of the runtime, for the whole process, and the run-to-completion executor, for each actor system.
/// <c>send</c> uses neither: it writes to terminals and pipes, which block.
/// </summary>
internal static class InlineExecution
{
    /// <summary>The same for a server with these listeners. Where there is TLS, its idle connections hold no buffers.</summary>
    public static Config Enable(IEnumerable<EchoListenerOptions> listeners)
    {
        if (listeners.Any(listener => listener.Tls is not null))
        {
            TlsMemory.ReleaseIdleBuffers();
        }

        return Enable();
    }

    /// <summary>Switches the runtime, which reads this at its first socket, and returns the HOCON for the actor systems.</summary>
    public static Config Enable()
    {
        RunToCompletion.InlineSocketCompletions();
        return RunToCompletion.Config.WithFallback(ReferenceConfig.Default);
    }
}
