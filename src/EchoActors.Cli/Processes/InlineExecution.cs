using Akka.Configuration;
using EchoActors.Configuration;
using EchoActors.Dispatch;
using EchoActors.Filters.Tls;
using EchoActors.Server;
using EchoActors.Transport;

namespace EchoActors.Cli;

/// <summary>
/// The one place where the program changes how its process runs. <c>server</c>, <c>mesh</c>, <c>ping</c> and <c>bench</c> run
/// an actor on the thread where its bytes arrive, because a hop to another thread takes longer than a short echo. With Akka.IO
/// that needs inline completions of the runtime, for the whole process; the event loops of the direct transport need nothing.
/// Both use the run-to-completion executor of each actor system. <c>send</c> uses neither: it writes to terminals and pipes, which
/// block.
/// </summary>
internal static class InlineExecution
{
    /// <summary>Switches the runtime, which reads this at its first socket, and returns the HOCON for the actor systems.</summary>
    public static Config Enable(EchoTransport transport)
    {
        if (transport == EchoTransport.AkkaIo)
        {
            RunToCompletion.InlineSocketCompletions();
        }

        return RunToCompletion.Config.WithFallback(ReferenceConfig.Default);
    }

    /// <summary>The same for a process with such a server. Where there is TLS, its idle connections hold no buffers.</summary>
    public static Config Enable(EchoServerOptions server)
    {
        if (server.Listen.Any(listener => listener.Tls is not null))
        {
            TlsMemory.ReleaseIdleBuffers();
        }

        return Enable(server.Transport);
    }

    /// <summary>The same for a process that only serves: with the direct transport an idle one wakes for nothing.</summary>
    public static Config EnableForServer(EchoServerOptions server) =>
        server.Transport == EchoTransport.Direct ? RuntimeTimerScheduler.Enabled.WithFallback(Enable(server)) : Enable(server);
}
