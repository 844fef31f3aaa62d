using Akka.Configuration;

namespace EchoActors.Cli;

/// <summary>What every process that serves sets, unless a file says otherwise.</summary>
internal static class HostDefaults
{
    // The process ends through the host, never by a hook of Akka's own that would keep a second ctrl-c waiting.
    public static readonly Config Akka = ConfigurationFactory.ParseString("""
        akka {
          stdout-loglevel = OFF
          stdout-logger-class = "EchoActors.Cli.SilentLogger, EchoActors.Cli"
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
        }
        """);
}
