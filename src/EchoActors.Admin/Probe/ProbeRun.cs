using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using EchoActors.Client;

namespace EchoActors.Admin.Probe;

/// <summary>One probe: the addresses of a target, and an echo from the first of them that can be connected.</summary>
internal sealed class ProbeRun(IActorRefFactory actors, HostPort target, TimeSpan timeout, int size)
{
    private readonly long _startedAt = TimeProvider.System.GetTimestamp();
    private IPAddress[] _addresses = [];
    private TimeSpan _resolveTime;

    /// <summary>The addresses of the target; empty if it has none.</summary>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            _addresses = await Dns.GetHostAddressesAsync(target.Host, limit.Token);
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            _addresses = [];
        }

        _resolveTime = TimeProvider.System.GetElapsedTime(_startedAt);
        return _addresses;
    }

    /// <summary>Asks for the echo. The address is the one that was looked at, whatever the name may mean a moment later.</summary>
    public async Task<ProbeResult> EchoAsync(CancellationToken cancellationToken)
    {
        var end = EchoEnd.UnknownHost;
        var message = RandomMessage.Create(size, Random.Shared);
        foreach (var address in _addresses)
        {
            var left = timeout - TimeProvider.System.GetElapsedTime(_startedAt);
            if (left < TimeSpan.FromMilliseconds(1))
            {
                break;
            }

            var options = new EchoClientOptions { ConnectTimeout = left, AnswerTimeout = left, Timeout = left };
            var report = await actors.EchoAsync(new HostPort(address.ToString(), target.Port), message, options, cancellationToken);
            end = report.Outcome.End;
            if (report.Connection is { } connection)
            {
                return new ProbeResult(end, Elapsed(), _resolveTime, address, connection.ConnectTime, report.Elapsed - connection.ConnectTime, report.Outcome.BytesEchoed);
            }
        }

        return new ProbeResult(end, Elapsed(), _resolveTime, null, null, null, 0);
    }

    private TimeSpan Elapsed() => TimeProvider.System.GetElapsedTime(_startedAt);
}
