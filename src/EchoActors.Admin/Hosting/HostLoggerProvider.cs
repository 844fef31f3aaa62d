using Microsoft.Extensions.Logging;

namespace EchoActors.Admin.Hosting;

/// <summary>Sends the web application's log lines to the host's log.</summary>
internal sealed class HostLoggerProvider(ILoggerFactory host) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => host.CreateLogger(categoryName);

    // The host disposes of its factory.
    public void Dispose()
    {
    }
}
