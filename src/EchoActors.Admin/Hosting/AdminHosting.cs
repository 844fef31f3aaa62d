using Akka;
using Akka.Actor;
using Akka.Hosting;
using EchoActors.Mesh;
using EchoActors.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EchoActors.Admin.Hosting;

/// <summary>The admin address of a host.</summary>
public static class AdminHosting
{
    // A server that has just bound answers at once; this only bounds a start that would otherwise hang.
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Serves health, metrics, the API and the live page at <see cref="AdminOptions.Listen"/>. Call it before
    /// <c>AddAkka</c>: hosted services stop in reverse order, and a drain should be seen to its end.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">Where to listen and what to show; nothing is added where it listens nowhere.</param>
    /// <param name="nodes">The nodes to show, added as they start by <see cref="WithAdmin"/>.</param>
    public static IServiceCollection AddAdmin(this IServiceCollection services, AdminOptions options, AdminNodes nodes) =>
        options.Checked().Listen is null
            ? services
            : services.AddHostedService(provider =>
                new AdminService(options, nodes, provider.GetRequiredService<ILoggerFactory>()));

    /// <summary>
    /// Shows this actor system's echo server among <paramref name="nodes"/>. Call it after <c>WithEchoServer</c> or
    /// <c>WithEchoMesh</c>. When a shutdown begins, the node becomes unready before it refuses the first client.
    /// </summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="nodes">Where it is added when it has started.</param>
    /// <param name="mesh">What it knows of its mesh, where it is in one.</param>
    public static AkkaConfigurationBuilder WithAdmin(
        this AkkaConfigurationBuilder builder, AdminNodes nodes, IMeshView? mesh = null) =>
        builder.WithActors(async (system, registry, _) =>
        {
            var server = await registry.GetAsync<EchoServer>();
            var status = await server.Ask<EchoServer.Status>(EchoServer.GetStatus.Instance, StartTimeout);
            var node = new AdminNode(status.Statistics.Name, system, server, mesh);
            CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "turn-unready", () =>
            {
                node.MarkStopping();
                return Task.FromResult(Done.Instance);
            });
            nodes.Add(node);
        });
}
