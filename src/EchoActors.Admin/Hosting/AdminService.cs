using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EchoActors.Admin.Hosting;

/// <summary>
/// The web application of the admin address, beside the host rather than as the host: a host without one never loads
/// ASP.NET Core, and the address answers for as long as the host drains.
/// </summary>
public sealed class AdminService : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromMilliseconds(500);

    private readonly AdminOptions _options;
    private readonly WebApplication _application;
    private readonly ILogger _log;

    /// <summary>The web application of <paramref name="nodes"/>, not yet started.</summary>
    /// <param name="options">Where it listens, which must be somewhere, and what it shows.</param>
    /// <param name="nodes">The nodes to show, now or when they start.</param>
    /// <param name="loggers">The host's log.</param>
    public AdminService(AdminOptions options, AdminNodes nodes, ILoggerFactory loggers)
    {
        _options = options.Checked();
        _log = loggers.CreateLogger<AdminService>();
        _application = AdminApplication.Build(options, nodes, loggers);
    }

    /// <summary>Where the address is bound, with its real port; <see langword="null"/> until the host has started.</summary>
    public Uri? Address { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="AdminBindException">The address can't be bound; the message is one sentence that says why.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _application.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new AdminBindException($"the admin address {_options.Listen} can't be bound: {Reason(e, _options.Listen!.Host)}.");
        }

        var addresses = _application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        Address = new Uri(addresses.Addresses.First());
        _log.LogInformation("admin on {Address}", Address);
        if (!IPAddress.IsLoopback(_options.BindAddress()))
        {
            _log.LogWarning(
                "the admin address {Address} is not loopback: everyone who reaches it sees the clients' addresses, without a password",
                Address);
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // Requests have this long to end; one that never does, or a page that reconnects at once, does not hold up the host.
        using var grace = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        grace.CancelAfter(StopGrace);
        await _application.StopAsync(grace.Token);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static string Reason(Exception e, string host) =>
        BindFailure.Reason((e as SocketException ?? e.GetBaseException() as SocketException)?.SocketErrorCode, host)
        ?? e.InnerException?.Message ?? e.Message;
}
