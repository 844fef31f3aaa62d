using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EchoActors.Admin.Hosting;

/// <summary>Closes a socket that has sent nothing. Kestrel's own deadline for that is the one between two requests.</summary>
internal static class SilentSockets
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    public static void CloseSilentSockets(this ListenOptions listen) => listen.Use(next => async connection =>
    {
        if (await HasSentAsync(connection))
        {
            await next(connection);
        }
    });

    private static async Task<bool> HasSentAsync(ConnectionContext connection)
    {
        var stop = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        deadline.CancelAfter(Deadline);
        try
        {
            // Nothing is consumed: Kestrel reads the same bytes again.
            var first = await connection.Transport.Input.ReadAsync(deadline.Token);
            connection.Transport.Input.AdvanceTo(first.Buffer.Start);
            return true;
        }
        catch (Exception e) when (e is OperationCanceledException or ConnectionAbortedException or ConnectionResetException or IOException)
        {
            return false;
        }
    }
}
