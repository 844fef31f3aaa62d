using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Hosting;
using EchoActors.Admin.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;

namespace EchoActors.Cli;

/// <summary>The host of an actor system that serves: of <c>server</c>, and of each node of <c>mesh</c>.</summary>
internal static class EchoHost
{
    /// <summary>The name of its actor system, which nodes of one mesh have in common.</summary>
    public const string SystemName = "echoactors";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    // The host ends the process. A shutdown hook of Akka's own would keep a second ctrl-c waiting. Akka.IO's listener accepts as
    // often as its turn has messages, before the server can refuse: short turns keep a burst of clients from taking the descriptors
    // that are kept for the runtime (docs/reliability.md).
    private static readonly Config Defaults = ConfigurationFactory.ParseString("""
        akka {
          stdout-loglevel = OFF
          stdout-logger-class = "EchoActors.Cli.SilentLogger, EchoActors.Cli"
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          io.tcp.batch-accept-limit = 1
          actor.default-dispatcher.throughput = 8
        }
        """);

    /// <summary>Builds a host.</summary>
    /// <param name="configuration">What files and flags say; it overrides <paramref name="execution"/>.</param>
    /// <param name="execution">That of <see cref="InlineExecution"/>.</param>
    /// <param name="log">Where it and its actors log.</param>
    /// <param name="shutdownTimeout">How long its stop may take.</param>
    /// <param name="services">Adds the services that stop after the actor system.</param>
    /// <param name="actors">Adds its actors.</param>
    public static IHost Build(
        Config configuration,
        Config execution,
        ILogger log,
        TimeSpan shutdownTimeout,
        Action<IServiceCollection> services,
        Action<AkkaConfigurationBuilder> actors)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSerilog(log);
        builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = shutdownTimeout);
        services(builder.Services);
        builder.Services.AddAkka(SystemName, akka =>
        {
            akka.ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
                loggers.LogLevel = log.IsEnabled(Serilog.Events.LogEventLevel.Debug) ? LogLevel.DebugLevel : LogLevel.InfoLevel;
            });
            akka.AddHocon(configuration, HoconAddMode.Prepend);
            akka.AddHocon(Defaults.WithFallback(execution), HoconAddMode.Append);
            akka.WithActors((system, _) => system.FlushLogBeforeEnd());
            actors(akka);
        });
        return builder.Build();
    }

    /// <summary>Starts it. Ends without an exception where it is stopped meanwhile, as its log has said.</summary>
    /// <param name="host">The host. One that could not be started is left: what kept it from starting may keep it from ending.</param>
    /// <param name="timeout">60 s unless a test has less time.</param>
    /// <exception cref="UsageException">It can't start with these settings, or not in time; the message says why.</exception>
    public static async Task StartAsync(IHost host, TimeSpan? timeout = null)
    {
        // On the pool: parts of a start block, and the timeout holds for them as well. The actor system comes first: the host
        // of Akka writes the stack of a failed start to standard output.
        var start = Task.Run(() =>
        {
            _ = host.Services.GetRequiredService<ActorSystem>();
            return host.StartAsync();
        });
        try
        {
            await start.WaitAsync(timeout ?? StartTimeout);
        }
        catch (OperationCanceledException) when (IsStopping(host))
        {
            // by a signal, or because its echo server can't be bound
        }
        catch (TimeoutException) when (!start.IsCompleted)
        {
            throw new UsageException($"the start has not come to its end within {Quantity.Format(timeout ?? StartTimeout)}.");
        }
        catch (Exception e) when (e is not AdminBindException)
        {
            throw new UsageException($"the actor system can't start: {Innermost(e).Message.ReplaceLineEndings(" ").TrimEnd('.')}.");
        }
    }

    // Exceptions of Akka's remoting are five deep, and the outer ones refer to the inner ones.
    private static Exception Innermost(Exception failure) => failure.InnerException is { } inner ? Innermost(inner) : failure;

    /// <summary>The lifetime of the host: it stops the host, and tells that the host stops.</summary>
    public static IHostApplicationLifetime LifetimeOf(IHost host) => host.Services.GetRequiredService<IHostApplicationLifetime>();

    /// <summary>Whether it has been told to stop.</summary>
    public static bool IsStopping(IHost host) => LifetimeOf(host).ApplicationStopping.IsCancellationRequested;
}
