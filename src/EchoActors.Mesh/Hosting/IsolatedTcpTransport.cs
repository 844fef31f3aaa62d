using System.Globalization;
using System.Reflection;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote.Transport;
using Akka.Remote.Transport.DotNetty;
using RemoteTransport = Akka.Remote.Transport.Transport;

namespace EchoActors.Mesh.Hosting;

/// <summary>
/// Akka's TCP transport in an actor system of its own. When an outbound TLS handshake fails, Akka's transport shuts down the
/// actor system that it was given: one node with an expired certificate, or any other listener at a node's address, would
/// end every good node. Here that shutdown reaches a system with no actors of the mesh; the association fails, and is
/// retried, as without TLS.
/// </summary>
internal sealed class IsolatedTcpTransport : RemoteTransport
{
    /// <summary>The setting that names a transport's class, and its value in Akka.</summary>
    public const string ClassSetting = "akka.remote.dot-netty.tcp.transport-class";

    /// <summary>Akka's transport.</summary>
    public const string AkkaTransport = "Akka.Remote.Transport.DotNetty.TcpTransport, Akka.Remote";

    // It is terminated by Shutdown below, and by nothing else.
    private static readonly Config Isolation = ConfigurationFactory.ParseString("""
        akka {
          loggers = []
          loglevel = WARNING
          stdout-loglevel = OFF
          coordinated-shutdown {
            terminate-actor-system = off
            exit-clr = off
            run-by-clr-shutdown-hook = off
            run-by-actor-system-terminate = off
          }
        }
        """);

    private readonly ActorSystem _isolated;
    private readonly RemoteTransport _transport;

    /// <summary>Called by Akka.Remote, which finds the class in <see cref="ClassSetting"/>.</summary>
    public IsolatedTcpTransport(ActorSystem system, Config config)
    {
        System = system;
        Config = config;
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(Isolation));
        if (system.Settings.Setup.Get<DotNettySslSetup>() is { HasValue: true, Value: var ssl })
        {
            setup = setup.And(ssl);
        }

        _isolated = ActorSystem.Create(system.Name, setup);
        _isolated.ActorOf(ActorProps.Create(() => new Report(Logging.GetLogger(system, "remoting"))));
        _transport = (RemoteTransport)Activator.CreateInstance(
            Type.GetType(AkkaTransport, throwOnError: true)!,
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.DoNotWrapExceptions,
            binder: null,
            [_isolated, config],
            CultureInfo.InvariantCulture)!;
        SchemeIdentifier = _transport.SchemeIdentifier;
        MaximumPayloadBytes = _transport.MaximumPayloadBytes;
    }

    public override Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen() => _transport.Listen();

    public override bool IsResponsibleFor(Address remote) => _transport.IsResponsibleFor(remote);

    public override async Task<AssociationHandle> Associate(Address remoteAddress)
    {
        try
        {
            return await _transport.Associate(remoteAddress).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure.GetBaseException() is NullReferenceException)
        {
            // Akka's transport looks for its handler in a connection that has ended meanwhile, and finds none.
            throw new InvalidAssociationException("it ends connections as soon as they are made");
        }
    }

    public override Task<bool> ManagementCommand(object message) => _transport.ManagementCommand(message);

    public override async Task<bool> Shutdown()
    {
        var isDone = await _transport.Shutdown().ConfigureAwait(false);
        await _isolated.Terminate().ConfigureAwait(false);
        return isDone;
    }

    /// <summary>
    /// Logs what Akka's transport complains of in the real system: one line of each kind in ten seconds, without a stack.
    /// </summary>
    private sealed class Report(ILoggingAdapter log) : UntypedActor
    {
        private const int Longest = 400;

        private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

        private readonly Dictionary<string, long> _reported = [];

        protected override void PreStart()
        {
            Context.System.EventStream.Subscribe(Self, typeof(Warning));
            Context.System.EventStream.Subscribe(Self, typeof(Error));
        }

        protected override void OnReceive(object message)
        {
            if (message is not LogEvent complaint)
            {
                Unhandled(message);
                return;
            }

            var kind = (complaint.Message as LogMessage)?.Format ?? complaint.LogSource;
            if (!_reported.TryGetValue(kind, out var at) || TimeProvider.System.GetElapsedTime(at) >= Interval)
            {
                _reported[kind] = TimeProvider.System.GetTimestamp();
                log.Warning("remoting: {Complaint}", InOneLine(complaint.Message.ToString() ?? ""));
            }
        }

        private static string InOneLine(string text)
        {
            var line = string.Join("; ", text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(each => !each.StartsWith("Suggestion:", StringComparison.Ordinal))
                .Select(each => each.TrimStart('-', ' ').TrimEnd(':')));
            return PrintableText.Format(line.Length <= Longest ? line : line[..Longest] + "…");
        }
    }
}
