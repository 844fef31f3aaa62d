using Microsoft.Extensions.Hosting;

namespace EchoActors.Admin.Hosting;

/// <summary>
/// The web application starts and stops with its host. By itself it would stop at the signal that begins a drain, and would not
/// show the drain.
/// </summary>
internal sealed class NoSignals : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
