using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting.Logging;
using EchoActors.Probing;
using EchoActors.Transport;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;

namespace EchoActors.Cli;

/// <summary>The actor system of <c>send</c>, <c>ping</c> and <c>bench</c>: it logs nothing, except at <c>-vv</c> each socket call.</summary>
internal static class ClientSystem
{
    private static readonly Config Silent = ConfigurationFactory.ParseString("""
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          stdout-logger-class = "EchoActors.Cli.SilentLogger, EchoActors.Cli"
          loggers = []
          log-dead-letters = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
        }
        """);

    private static readonly Config Debug = ConfigurationFactory.ParseString("""
        akka {
          loglevel = DEBUG
          loggers = ["Akka.Hosting.Logging.LoggerFactoryLogger, Akka.Hosting"]
        }
        """).WithFallback(Silent);

    /// <summary>
    /// A silent system whose connections run inline (<see cref="InlineExecution"/>), warmed up. No actor of it may block:
    /// figures and results leave it as messages.
    /// </summary>
    /// <param name="transport">What owns its sockets.</param>
    /// <param name="target">What it will measure.</param>
    public static async Task<ActorSystem> CreateForMeasuringAsync(EchoTransport transport, Endpoint target)
    {
        var system = ActorSystem.Create("echoactors", InlineExecution.Enable(transport).WithFallback(Silent));
        await system.WarmUpAsync(transport, overTls: target.Scheme == EndpointScheme.Tls);
        return system;
    }

    public static ActorSystem Create(bool debug)
    {
        if (!debug)
        {
            return ActorSystem.Create("echoactors", Silent);
        }

        var log = Logs.ToConsole(LogEventLevel.Debug, LogFormat.Text, standardErrorFrom: LogEventLevel.Verbose);
        var factory = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddSerilog(log, dispose: true));
        var system = ActorSystem.Create(
            "echoactors", BootstrapSetup.Create().WithConfig(Debug).And(new LoggerFactorySetup(factory)));
        system.FlushLogBeforeEnd();
        return system;
    }
}
