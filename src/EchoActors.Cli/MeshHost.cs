using System.Net.Sockets;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Akka.Hosting;
using EchoActors.Dashboard;
using EchoActors.Dashboard.Hosting;
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

    public async Task<int> RunAsync()
    {
        await using var log = Logs.ToConsole(
            debug ? LogEventLevel.Debug : LogEventLevel.Information, format, standardErrorFrom: LogEventLevel.Error);
        using var interrupt = SecondSignal.StopAtOnce(log);
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

        var hosts = nodes.Zip(views, (node, view) => Build(node, view, observed, log)).ToList();
        try
        {
            Address? first = null;
            foreach (var (host, node) in hosts.Zip(nodes))
            {
                await StartAsync(host, node);
                var self = Join(host, node, first);
                first ??= self;
            }

            if (hosts.Count > 1)
            {
                var stopping = hosts[0].Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
                _ = ShowWhenCompleteAsync(views[0], hosts.Count, stopping);
            }

            await Task.WhenAll(hosts.Select(host => host.WaitForShutdownAsync()));
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

    private static async Task StartAsync(IHost host, MeshNodeSettings node)
    {
        try
        {
            await host.StartAsync();
        }
        catch (Exception e) when (e.GetBaseException() is SocketException cause)
        {
            var remoting = node.Configuration.GetConfig("akka.remote.dot-netty.tcp");
            throw new UsageException(
                $"the cluster address {remoting.GetString("hostname")}:{remoting.GetInt("port")} can't be bound: {cause.Message}.");
        }
    }

    // Seeds of the command line, or those of the configuration, which Akka joins by itself; with neither, a mesh begins.
    private static Address Join(IHost host, MeshNodeSettings node, Address? first)
    {
        var cluster = Cluster.Get(host.Services.GetRequiredService<ActorSystem>());
        var self = cluster.SelfAddress;
        if (node.Seeds.Count > 0)
        {
            cluster.JoinSeedNodes(node.Seeds.Select(seed => self.WithHost(seed.Host).WithPort(seed.Port)));
        }
        else if (cluster.Settings.SeedNodes.IsEmpty)
        {
            cluster.Join(first ?? self);
        }

        return self;
    }

    private static async Task ShowWhenCompleteAsync(MeshView view, int nodes, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(CompletenessCheck);
        try
        {
            while (!view.Matrix.IsComplete || view.Matrix.Present.Count() < nodes)
            {
                await timer.WaitForNextTickAsync(stopping);
            }

            MeshTable.Write(AnsiConsole.Console, view.Matrix);
        }
        catch (OperationCanceledException)
        {
            // stopped before it was complete
        }
    }
}
