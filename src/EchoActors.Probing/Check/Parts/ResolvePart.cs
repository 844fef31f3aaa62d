using System.Net;
using System.Net.Sockets;

namespace EchoActors.Probing.Check.Parts;

/// <summary><c>resolve</c>: the addresses of the target, and whether the name is the one that was meant.</summary>
internal static class ResolvePart
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken cancellationToken)
    {
        var host = context.Options.Target.Host;
        if (IPAddress.TryParse(host, out var literal))
        {
            context.Addresses = [literal];
            return [new Finding(PartNames.Resolve, CheckVerdict.Pass, $"{host} is an address: there is no name to resolve")];
        }

        var startedAt = context.Time.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(context.Options.Timeout);
        try
        {
            var entry = await Dns.GetHostEntryAsync(host, context.Options.AddressFamily, limit.Token).ConfigureAwait(false);
            context.Addresses = [.. entry.AddressList.Distinct()];
            return [ResolveJudge.Judge(host, entry.HostName, context.Addresses, context.Time.GetElapsedTime(startedAt))];
        }
        catch (SocketException failure)
        {
            return [ResolveJudge.Judge(host, failure)];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [ResolveJudge.Silent(host, context.Options.Timeout)];
        }
    }
}
