using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Hosting;
using EchoActors.Admin;
using EchoActors.Admin.Hosting;
using EchoActors.Hosting;
using EchoActors.Mesh;
using EchoActors.Mesh.Hosting;
using EchoActors.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace EchoActors.Cli;

/// <summary>The process of one node of the mesh, or of several: a generic host for each.</summary>
internal sealed class MeshHost(IReadOnlyList<MeshNodeSettings> nodes, AdminOptions admin, LogFormat format, bool debug)
{
    private static readonly TimeSpan ShutdownMargin = TimeSpan.FromSeconds(35);
    private static readonly TimeSpan CompletenessCheck = TimeSpan.FromMilliseconds(200);

    // Every node makes a link to every other. The links of fifty nodes at once keep two cores so busy that paths go down.
    private const int JoinedAtOnce = 20;

    // The client's end of a probe, and both ends of remoting's link, of which each direction may have one.
    private const int DescriptorsForEachPath = 3;

    private static readonly TimeSpan MostForOneJoin = TimeSpan.FromSeconds(15);

    public async Task<int> RunAsync()
    {
        DescriptorFloor.Require(DescriptorFloor.Admin);
        var execution = InlineExecution.Enable(nodes[0].Server);
        await using var log = Logs.ToConsole(
            debug ? LogEventLevel.Debug : LogEventLevel.Information, format, standardErrorFrom: LogEventLevel.Error);
        var observed = new AdminNodes();
        await using var service = admin.Listen is null ? null : new AdminService(admin, observed, new SerilogLoggerFactory(log));
        try
        {
            await (service?.StartAsync(CancellationToken.None) ?? Task.CompletedTask); // first, so that the mesh can't take its address
            var resolved = await Task.WhenAll(nodes.Select(node => ClusterAddress.ResolveAsync(node)));
            NodeCertificate.Check(resolved[0].Configuration, log);
            PodDiscovery.Check(nodes);
            return await ServeAsync(resolved, observed, execution, log);
        }
        catch (Exception e) when (e is AdminBindException or ClusterBindException)
        {
            log.Error("{Reason}", e.Message);
            return ExitCode.Failure;
        }
    }

    private async Task<int> ServeAsync(IReadOnlyList<MeshNodeSettings> resolved, AdminNodes observed, Config execution, Logger log)
    {
        var views = nodes.Select(node => new MeshView(node.Mesh.Fanout)).ToList();

        // Every node logs all other members; the lines of the first node are enough.
        await using var others = Logs.WithoutMembers(log);
        var hosts = resolved.Zip(views, (node, view) => Build(node, execution, view, observed, node == resolved[0] ? log : others)).ToList();
        using var interruption = Interruption.Of(hosts, log);
        var started = await StartAsync(hosts);
        var systems = started.Select(SystemOf).ToList();
        await using var contactPoint = PodDiscovery.IsOn(nodes[0].Configuration) && !EchoHost.IsStopping(hosts[0]) ? await PodDiscovery.StartAsync(systems[0]) : null;
        var shown = EchoHost.IsStopping(hosts[0]) ? Task.CompletedTask : JoinAsync(hosts, views[0]);
        await Task.WhenAll([shown, .. started.Select(host => host.WaitForShutdownAsync())]);
        hosts.ForEach(host => host.Dispose());

        return Environment.ExitCode == ExitCode.Success && !systems.Exists(HasEndedByItself) ? ExitCode.Success : ExitCode.Failure;
    }

    // A host that is stopped by a signal throws the first of these exceptions, or the second if it had not started yet.
    private static bool HasEndedByItself(ActorSystem system) => CoordinatedShutdown.Get(system).ShutdownReason
        is not (null or CoordinatedShutdown.ClrExitReason or CoordinatedShutdown.ActorSystemTerminateReason);

    private static ActorSystem SystemOf(IHost host) => host.Services.GetRequiredService<ActorSystem>();

    private IHost Build(MeshNodeSettings node, Config execution, MeshView view, AdminNodes observed, Logger log) => EchoHost.Build(
        node.Configuration,
        execution,
        log,
        node.Server.DrainTimeout + ShutdownMargin,
        _ => { },
        akka => akka
            .WithEchoServer(
                node.Server with { ReservedDescriptors = admin.Descriptors + (DescriptorsForEachPath * nodes.Count * (nodes.Count - 1)), ServersInProcess = nodes.Count },
                new EchoServerStatistics(node.Mesh.Name ?? "echo-server"))
            .WithEchoMesh(node.Mesh, view)
            .WithAdmin(observed, view));

    // A signal reaches only the hosts that have started. If it comes in between, they are stopped and no other host starts.
    private async Task<IReadOnlyList<IHost>> StartAsync(List<IHost> hosts)
    {
        var started = new List<IHost>();
        foreach (var host in hosts)
        {
            await EchoHost.StartAsync(host);
            started.Add(host);
            if (started.Any(EchoHost.IsStopping))
            {
                started.ForEach(each => EchoHost.LifetimeOf(each).StopApplication());
                break;
            }
        }

        return started;
    }

    // After all of them have started, and several at a time: membership grows in a few steps instead of one for each node.
    private async Task JoinAsync(List<IHost> hosts, MeshView view)
    {
        var stopping = EchoHost.LifetimeOf(hosts[0]).ApplicationStopping;
        var self = Cluster.Get(SystemOf(hosts[0])).SelfAddress;
        var first = nodes.Count > 1 ? new HostPort(self.Host, self.Port!.Value) : null;
        try
        {
            var joined = 0;
            foreach (var group in hosts.Zip(nodes).Chunk(JoinedAtOnce))
            {
                foreach (var (host, node) in group)
                {
                    Join(SystemOf(host), node, host == hosts[0] ? null : first);
                }

                joined += group.Length;
                if (joined < hosts.Count)
                {
                    await WaitUntilCompleteAsync(view, joined, MostForOneJoin, stopping);
                }
            }

            if (hosts.Count > 1) // one of many processes shows its matrix only when it is asked
            {
                await WaitUntilCompleteAsync(view, hosts.Count, Timeout.InfiniteTimeSpan, stopping);
                MeshTable.Write(Console.Out, view.Matrix);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // stopped before it was complete
        }
    }

    // Seeds of the command line, or those of the configuration, which Akka asks by itself, as it does what is discovered; with none
    // of them, a mesh begins. A node whose echo server could not be bound has no mesh actor, and ends.
    private static void Join(ActorSystem system, MeshNodeSettings node, HostPort? first)
    {
        if (!ActorRegistry.For(system).TryGet<EchoMesh>(out var mesh))
        {
            return;
        }

        if (node.Seeds.Count > 0)
        {
            mesh.Tell(new EchoMesh.Join(node.Seeds));
        }
        else if (Cluster.Get(system).Settings.SeedNodes.IsEmpty && !PodDiscovery.IsOn(node.Configuration))
        {
            mesh.Tell(new EchoMesh.Join(first is null ? [] : [first]));
        }
    }

    private static async Task WaitUntilCompleteAsync(MeshView view, int nodes, TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(atMost);
        using var timer = new PeriodicTimer(CompletenessCheck);
        try
        {
            while (!view.Matrix.IsComplete || view.Matrix.Present.Count() < nodes)
            {
                await timer.WaitForNextTickAsync(deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The matrix shows what is wrong with nodes that have joined; the other nodes join all the same.
        }
    }
}
