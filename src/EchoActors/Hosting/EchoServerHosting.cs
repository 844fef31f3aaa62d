using System.Globalization;
using Akka;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Hosting;
using EchoActors.Configuration;
using EchoActors.Server;
using EchoActors.Transport;
using Microsoft.Extensions.Hosting;

namespace EchoActors.Hosting;

/// <summary>An echo server in a host's actor system.</summary>
public static class EchoServerHosting
{
    /// <summary>The actor system was shut down because the echo server could not bind an address.</summary>
    public sealed class BindFailedReason : CoordinatedShutdown.Reason
    {
        /// <summary>The one instance.</summary>
        public static readonly BindFailedReason Instance = new();

        private BindFailedReason()
        {
        }

        /// <inheritdoc/>
        public override int ExitCode => 1;
    }

    /// <summary>The actor system was shut down because its echo server had stopped, as it does without memory.</summary>
    public sealed class ServerStoppedReason : CoordinatedShutdown.Reason
    {
        /// <summary>The one instance.</summary>
        public static readonly ServerStoppedReason Instance = new();

        private ServerStoppedReason()
        {
        }

        /// <inheritdoc/>
        public override int ExitCode => 1;
    }

    // For the time before and after the drain: telling the actors, and unbinding.
    private static readonly TimeSpan DrainMargin = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan BindTimeout = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Starts an <see cref="EchoServer"/> and registers it as <c>IRequiredActor&lt;EchoServer&gt;</c>. The host has
    /// started when every address is bound. If one can't be, the log says why in one message, the process's exit code is
    /// 1, and as soon as the host has started its actor system is shut down, and the host with it. At shutdown the server
    /// drains: it turns new clients away in <see cref="CoordinatedShutdown.PhaseServiceUnbind"/> and is done in
    /// <see cref="CoordinatedShutdown.PhaseServiceRequestsDone"/>, whose timeout is set to fit. If the server stops while the host
    /// runs, the actor system is shut down, and the host ends with exit code 1, so that its supervisor starts it again: the server
    /// is not restarted after an <see cref="OutOfMemoryException"/>. A host that must end at once without memory ends itself in
    /// <see cref="AppDomain.FirstChanceException"/>, as <c>echoactors server</c> does.
    /// </summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="options">
    /// How it behaves; read from <c>echoactors.server</c> of the HOCON added so far when left out.
    /// </param>
    /// <param name="statistics">Where it counts; its own unless the host wants to read along.</param>
    /// <exception cref="SettingsException">A setting is unknown, unreadable or out of range.</exception>
    public static AkkaConfigurationBuilder WithEchoServer(
        this AkkaConfigurationBuilder builder, EchoServerOptions? options = null, EchoServerStatistics? statistics = null)
    {
        var settings = options?.Checked() ?? EchoServerOptions.FromConfig(builder.Configuration.GetOrElse(Config.Empty));
        var phase = (settings.DrainTimeout + DrainMargin).TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
        return builder
            .AddHocon(
                $"akka.coordinated-shutdown.phases.service-requests-done.timeout = {phase}ms", HoconAddMode.Prepend)
            .WithActors(async (system, registry, resolver) =>
            {
                _ = system.Tcp(settings.Transport); // reads akka.io.tcp; an error would stop the actor, and here it ends the start
                await EchoServerWarmUp.RunAsync(system, settings);
                var server = system.ActorOf(EchoServer.Props(settings, statistics).OnTransport(system, settings.Transport), "echo-server");
                registry.Register<EchoServer>(server);
                DrainAtShutdown(system, server, settings.DrainTimeout + DrainMargin);
                var host = resolver.GetService<IHostApplicationLifetime>();
                if (await BoundAsync(server) is EchoServer.BindFailed)
                {
                    EndOnceStarted(system, host, BindFailedReason.Instance);
                }

                _ = EndWithAsync(system, server, host);
            });
    }

    // It answers when every address is bound or one can't be. An actor that failed to start never answers.
    private static async Task<object> BoundAsync(IActorRef server)
    {
        try
        {
            return await server.Ask<object>(EchoServer.GetBound.Instance, BindTimeout);
        }
        catch (AskTimeoutException)
        {
            throw new TimeoutException($"the echo server has not bound its addresses within {Quantity.Format(BindTimeout)}");
        }
    }

    // A server stops with its actor system, or because it can't go on.
    private static async Task EndWithAsync(ActorSystem system, IActorRef server, IHostApplicationLifetime? host)
    {
        await server.WatchAsync().ConfigureAwait(false);
        if (CoordinatedShutdown.Get(system).ShutdownReason is null && !system.WhenTerminated.IsCompleted)
        {
            Logging.GetLogger(system, typeof(EchoServer)).Error("the echo server has stopped: its host ends");
            EndOnceStarted(system, host, ServerStoppedReason.Instance);
        }
    }

    // A host throws if it is stopped while it starts.
    private static void EndOnceStarted(ActorSystem system, IHostApplicationLifetime? host, CoordinatedShutdown.Reason reason)
    {
        Environment.ExitCode = reason.ExitCode;
        if (host is null)
        {
            End();
        }
        else
        {
            host.ApplicationStarted.Register(End);
        }

        void End() => CoordinatedShutdown.Get(system).Run(reason);
    }

    private static void DrainAtShutdown(ActorSystem system, IActorRef server, TimeSpan within)
    {
        var shutdown = CoordinatedShutdown.Get(system);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "refuse-new-echo-clients", () =>
        {
            server.Tell(EchoServer.Drain.Instance, ActorRefs.Nobody);
            return Task.FromResult(Done.Instance);
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceRequestsDone, "drain-echo-clients", async () =>
        {
            await server.Ask<EchoServer.Drained>(EchoServer.Drain.Instance, within);
            return Done.Instance;
        });
    }
}
