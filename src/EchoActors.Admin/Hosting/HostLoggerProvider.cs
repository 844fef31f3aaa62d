using Microsoft.Extensions.Logging;

namespace EchoActors.Admin.Hosting;

/// <summary>Sends the web application's log lines to the host's log.</summary>
internal sealed class HostLoggerProvider(ILoggerFactory host) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => host.CreateLogger(categoryName);

    // The host's factory is the host's to dispose.
    public void Dispose()
    {
    }
}
