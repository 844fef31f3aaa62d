using EchoActors.Client;
using EchoActors.Probing.Check.Conversations;

namespace EchoActors.Probing.Check.Parts;

/// <summary>Compares connections that differ in their source port only.</summary>
internal static class FlowsJudge
{
    private const int ShownPorts = 8;

    // A single one may have had bad luck: three lost packets in a row are one in 10,000 where one in 20 is lost.
    private const double ShareOfDead = 0.05;

    private const int LeastLosses = 4;

    private static readonly TimeSpan LeastSlower = TimeSpan.FromMilliseconds(5);

    // Less than the least retransmission timeout of Linux, 200 ms (TCP_RTO_MIN): an echo that is so late was sent again.
    private static readonly TimeSpan Repeated = TimeSpan.FromMilliseconds(150);

    public static Finding Judge(IReadOnlyList<ConversationReport> flows)
    {
        var dead = flows.Where(IsDead).ToList();
        var limited = flows.Where(flow => flow.Failure is not null && !IsDead(flow)).ToList();
        var whole = flows.Where(flow => flow.Failure is null).ToList();
        if (limited.Count > 0)
        {
            return Limited(flows.Count, limited);
        }

        var (lossy, slow) = (Lossy(whole), Slow(whole));
        if (dead.Count + lossy.Count + slow.Count == 0)
        {
            var fastest = whole.Select(flow => flow.RoundTrips.Min()).ToList();
            return new Finding(
                PartNames.Flows,
                CheckVerdict.Pass,
                $"{flows.Count} source ports are alike: {Quantity.Format(fastest.Min())} to {Quantity.Format(fastest.Max())}");
        }

        var parts = new[] { Text(dead, "dead"), Text(lossy, "losing"), Text(slow, "slow") }.OfType<string>();
        var bad = dead.Count + lossy.Union(slow).Count();
        return new Finding(
            PartNames.Flows,
            dead.Count >= Math.Max(2, ShareOfDead * flows.Count) ? CheckVerdict.Fail : CheckVerdict.Warn,
            $"{bad} of {flows.Count} source ports are bad: {string.Join("; ", parts)}{(bad < flows.Count ? "; the others are clean" : "")}")
        {
            Why = "one member of a bundle or of equal-cost paths, or one of several servers behind the address, is likely bad",
            Try = "trace the way of a bad and of a clean port (traceroute -T --sport=PORT), and compare the counters of the bundle's links",
        };
    }

    private static bool IsDead(ConversationReport flow) =>
        flow.IsSilent || flow.Failure is { End: EchoEnd.ConnectTimedOut or EchoEnd.Unreachable };

    private static Finding Limited(int all, IReadOnlyList<ConversationReport> limited) =>
        new(PartNames.Flows, CheckVerdict.Warn, $"{limited.Count} of {all} connections were refused or ended: {limited[0].Failure!.Message.TrimEnd('.')}")
        {
            Why = "a limit of connections for an address or in all, or a server that ends them by itself",
            Try = "see burst; look into the log of the server for this client's address",
        };

    private static List<ConversationReport> Lossy(IReadOnlyList<ConversationReport> flows)
    {
        if (flows.Count == 0)
        {
            return [];
        }

        var usual = RobustOutliers.Median([.. flows.SelectMany(flow => flow.RoundTrips).Select(time => time.TotalMilliseconds)]);
        var limit = RobustOutliers.Limit([.. flows.Select(Losses)], LeastLosses - 1);
        return [.. flows.Where(flow => Losses(flow) > limit)];

        double Losses(ConversationReport flow) => Math.Max(
            flow.Kernel?.Lost ?? 0, flow.RoundTrips.Count(time => time.TotalMilliseconds > usual + Repeated.TotalMilliseconds));
    }

    // The fastest of many messages shows the path; the others show how busy both ends are.
    private static List<ConversationReport> Slow(IReadOnlyList<ConversationReport> flows)
    {
        if (flows.Count == 0)
        {
            return [];
        }

        var limit = RobustOutliers.Limit([.. flows.Select(Fastest)], LeastSlower.TotalMilliseconds);
        return [.. flows.Where(flow => Fastest(flow) > limit)];

        static double Fastest(ConversationReport flow) => flow.RoundTrips.Min().TotalMilliseconds;
    }

    private static string? Text(IReadOnlyList<ConversationReport> flows, string what)
    {
        var ports = flows.Select(flow => flow.Connection?.Local.Port).OfType<int>().Order().ToList();
        var shown = ports.Count == 0 ? "" : $" ({string.Join(", ", ports.Take(ShownPorts))}{(ports.Count > ShownPorts ? ", …" : "")})";
        return flows.Count == 0 ? null : $"{flows.Count} {what}{shown}";
    }
}
