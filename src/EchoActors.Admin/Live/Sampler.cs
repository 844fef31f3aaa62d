using EchoActors.Admin.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EchoActors.Admin.Live;

/// <summary>Takes the figures of the live page at its interval.</summary>
internal sealed class Sampler(
    AdminNodes nodes, AdminOptions options, NodeMeter meter, EchoLatencies latencies, LiveView view, TimeProvider time)
    : BackgroundService
{
    private readonly Dictionary<AdminNode, ServerWatch> _servers = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await SampleAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the host stops
        }
    }

    private async Task SampleAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.SampleInterval, time);
        do
        {
            var servers = await Task.WhenAll(nodes.All.Select(node => Watch(node).LookAsync(view.Watched, stoppingToken)));
            view.Show(new LiveView.Snapshot(time.GetUtcNow(), servers, [.. nodes.All.SelectMany(MeshSnapshot.Of)]));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private ServerWatch Watch(AdminNode node)
    {
        if (!_servers.TryGetValue(node, out var watch))
        {
            _servers[node] = watch = new ServerWatch(node, options, meter, latencies, time);
        }

        return watch;
    }
}

/// <summary>The parts behind the live page.</summary>
internal static class LiveServices
{
    public static void AddLive(this IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<EchoLatencies>();
        services.AddSingleton<LiveView>();
        services.AddHostedService<Sampler>();
    }
}
