using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Akka.Hosting;
using EchoActors.Admin;
using EchoActors.Admin.Hosting;
using EchoActors.Hosting;
using EchoActors.Mesh;
using EchoActors.Mesh.Hosting;
using EchoActors.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Spectre.Console;

namespace EchoActors.Cli;

/// <summary>The process of one node of the mesh, or of several: a generic host for each.</summary>
internal sealed class MeshHost(IReadOnlyList<MeshNodeSettings> nodes, AdminOptions admin, LogFormat format, bool debug)
{
    private static readonly TimeSpan ShutdownMargin = TimeSpan.FromSeconds(35);
    private static readonly TimeSpan CompletenessCheck = TimeSpan.FromMilliseconds(200);

    // Every node makes a link to every other: those of fifty at once keep two cores from all else, and paths go down.
    private const int JoinedAtOnce = 20;

    private const int MostInTable = 20;

    private static readonly TimeSpan MostForOneJoin = TimeSpan.FromSeconds(15);

    public async Task<int> RunAsync()
    {
        await using var log = Logs.ToConsole(
            debug ? LogEventLevel.Debug : LogEventLevel.Information, format, standardErrorFrom: LogEventLevel.Error);
        using var interrupt = SecondSignal.StopAtOnce(log);
        var resolved = await Task.WhenAll(nodes.Select(ClusterAddress.ResolveAsync));
        var views = nodes.Select(node => new MeshView(node.Mesh.Fanout)).ToList();
        var observed = new AdminNodes();
        await using var service = admin.Listen is null ? null : new AdminService(admin, observed, new SerilogLoggerFactory(log));
        try
        {
            await (service?.StartAsync(CancellationToken.None) ?? Task.CompletedTask);
        }
        catch (AdminBindException e)
        {
            throw new UsageException($"{e.Message} Choose another with --admin.");
        }

        var hosts = resolved.Zip(views, (node, view) => Build(node, view, observed, log)).ToList();
        try
        {
            var started = await StartAsync(hosts);
            var shown = IsStopping(hosts[0]) ? Task.CompletedTask : JoinAsync(hosts, views[0]);
            await Task.WhenAll([shown, .. started.Select(host => host.WaitForShutdownAsync())]);
        }
        finally
        {
            hosts.ForEach(host => host.Dispose());
        }

        return Environment.ExitCode == ExitCode.Success ? ExitCode.Success : ExitCode.Failure;
    }

    private IHost Build(MeshNodeSettings node, MeshView view, AdminNodes observed, Logger log)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSerilog(log);
        builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = node.Server.DrainTimeout + ShutdownMargin);
        builder.Services.AddAkka("echoactors", akka => akka
            .ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
                loggers.LogLevel = debug ? LogLevel.DebugLevel : LogLevel.InfoLevel;
            })
            .AddHocon(node.Configuration, HoconAddMode.Prepend)
            .AddHocon(HostDefaults.Akka, HoconAddMode.Append)
            .WithActors((system, _) => system.FlushLogBeforeEnd())
            .WithEchoServer(node.Server, new EchoServerStatistics(node.Mesh.Name ?? "echo-server"))
            .WithEchoMesh(node.Mesh, view)
            .WithAdmin(observed, view));
        return builder.Build();
    }

    // A signal reaches only the hosts that have started; should it come in between, they are ended and no other begins.
    private async Task<IReadOnlyList<IHost>> StartAsync(List<IHost> hosts)
    {
        var started = new List<IHost>();
        foreach (var host in hosts)
        {
            await StartAsync(host);
            started.Add(host);
            if (started.Any(IsStopping))
            {
                started.ForEach(each => LifetimeOf(each).StopApplication());
                break;
            }
        }

        return started;
    }

    private static async Task StartAsync(IHost host)
    {
        try
        {
            await host.StartAsync();
        }
        catch (OperationCanceledException) when (IsStopping(host))
        {
            // Stopped while it started: by a signal, or because its echo server can't be bound, as the log has said.
        }
    }

    // Not before all of them stand, and some at a time: membership grows in a few steps instead of one for each node.
    private async Task JoinAsync(List<IHost> hosts, MeshView view)
    {
        var stopping = LifetimeOf(hosts[0]).ApplicationStopping;
        var clusters = hosts.ConvertAll(host => Cluster.Get(host.Services.GetRequiredService<ActorSystem>()));
        try
        {
            var joined = 0;
            foreach (var group in clusters.Zip(nodes).Chunk(JoinedAtOnce))
            {
                foreach (var (cluster, node) in group)
                {
                    Join(cluster, node, first: clusters[0].SelfAddress);
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
                Show(view.Matrix);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // stopped before it was complete
        }
    }

    // Seeds of the command line, or those of the configuration, which Akka joins by itself; with neither, a mesh begins.
    private static void Join(Cluster cluster, MeshNodeSettings node, Address first)
    {
        if (node.Seeds.Count > 0)
        {
            cluster.JoinSeedNodes(node.Seeds.Select(seed => cluster.SelfAddress.WithHost(seed.Host).WithPort(seed.Port)));
        }
        else if (cluster.Settings.SeedNodes.IsEmpty)
        {
            cluster.Join(first);
        }
    }

    private static IHostApplicationLifetime LifetimeOf(IHost host) => host.Services.GetRequiredService<IHostApplicationLifetime>();

    private static bool IsStopping(IHost host) => LifetimeOf(host).ApplicationStopping.IsCancellationRequested;

    // A table of more fits no terminal.
    private static void Show(MeshMatrix matrix)
    {
        if (matrix.Rows.Count > MostInTable)
        {
            AnsiConsole.WriteLine($"Each of the {matrix.Rows.Sum(row => row.Paths.Count):N0} paths of {matrix.Rows.Count} nodes is up.");
        }
        else
        {
            MeshTable.Write(AnsiConsole.Console, matrix);
        }
    }

    private static async Task WaitUntilCompleteAsync(MeshView view, int nodes, TimeSpan atMost, CancellationToken stopping)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        deadline.CancelAfter(atMost);
        using var timer = new PeriodicTimer(CompletenessCheck);
        try
        {
            while (!view.Matrix.IsComplete || view.Matrix.Present.Count() < nodes)
            {
                await timer.WaitForNextTickAsync(deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // What is wrong with those that have joined, the matrix says; the others join all the same.
        }
    }
}
