using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace EchoActors.Admin.Hosting;

/// <summary>
/// Accepts the sockets of the admin address for Kestrel, in place of Kestrel's own listener: that one retries a failed
/// accept at once, which takes a whole core while the process has no descriptor left, and counts a socket only after others
/// have been accepted.
/// </summary>
/// <param name="socket">The listening socket.</param>
/// <param name="accept">How it accepts one client.</param>
/// <param name="connections">Makes Kestrel's connection of an accepted socket.</param>
/// <param name="budget">How many sockets may be open.</param>
/// <param name="log">Where failed accepts are told.</param>
/// <param name="time">The clock of the pauses.</param>
internal sealed class AdminListener(
    Socket socket,
    Func<CancellationToken, ValueTask<Socket>> accept,
    SocketConnectionContextFactory connections,
    ConnectionBudget budget,
    ILogger<AdminListener> log,
    TimeProvider time) : IConnectionListener
{
    // The time in which descriptors may become free again.
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _unbound = new();

    public EndPoint EndPoint => socket.LocalEndPoint!;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _unbound.Token);
        try
        {
            while (true)
            {
                if (await TryAcceptAsync(stop.Token) is { } accepted && budget.Admit(connections.Create(accepted)) is { } connection)
                {
                    return connection;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return null; // to Kestrel: no more will come
        }
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await _unbound.CancelAsync();
        socket.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        connections.Dispose();
        _unbound.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<Socket?> TryAcceptAsync(CancellationToken cancellationToken)
    {
        try
        {
            var accepted = await accept(cancellationToken);
            accepted.NoDelay = true;
            return accepted;
        }
        catch (SocketException e)
        {
            log.LogWarning("the admin address can't accept a connection: {Reason}; the next attempt is in {Pause}", e.Message, PauseAfterError);
            await Task.Delay(PauseAfterError, time, cancellationToken);
            return null;
        }
    }
}

/// <summary>Binds an <see cref="AdminListener"/> where Kestrel asks for a listener.</summary>
internal sealed class AdminListenerFactory(
    ConnectionBudget budget, ILoggerFactory loggers, TimeProvider time) : IConnectionListenerFactory
{
    private const int Backlog = 128;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        socket.Listen(Backlog);
        var connections = new SocketConnectionContextFactory(
            new SocketConnectionFactoryOptions(), loggers.CreateLogger<SocketConnectionContextFactory>());
        return ValueTask.FromResult<IConnectionListener>(
            new AdminListener(socket, socket.AcceptAsync, connections, budget, loggers.CreateLogger<AdminListener>(), time));
    }
}
