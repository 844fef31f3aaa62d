using EchoActors.Client;

namespace EchoActors.Probing.Check.Parts;

/// <summary>Compares connections that differ in their source port only.</summary>
internal static class FlowsJudge
{
    private const int ShownPorts = 8;

    // A single one may have had bad luck: three lost packets in a row are one in 10,000 where one in 20 is lost.
    private const double ShareOfDead = 0.05;

    private const int LeastLosses = 4;

    // Of a flow that was seen to lose: half as many losses again are no coincidence.
    private const int LeastLossesAgain = 2;

    private static readonly TimeSpan LeastSlower = TimeSpan.FromMilliseconds(5);

    // Less than the least retransmission timeout of Linux, 200 ms (TCP_RTO_MIN): an echo that is so late was sent again.
    private static readonly TimeSpan Repeated = TimeSpan.FromMilliseconds(150);

    /// <summary>The flows that look bad. A machine that is busy for a moment makes one look so: they deserve a second look.</summary>
    public static FlowSuspects Suspects(IReadOnlyList<Flow> flows)
    {
        var whole = flows.Where(flow => flow.Report.Failure is null).ToList();
        return new FlowSuspects([.. flows.Where(IsDead)], Losing(whole), Slow(whole));
    }

    /// <summary>The flows that are least likely to be bad, the best first: what suspects are compared with.</summary>
    public static IEnumerable<Flow> Controls(IReadOnlyList<Flow> flows, FlowSuspects suspects)
    {
        var clean = flows.Except(suspects.All).Where(flow => flow.Report.Failure is null).ToList();
        var usual = clean.Count == 0 ? 0 : Usual(clean);
        return clean.OrderBy(flow => Losses(flow, usual)).ThenBy(flow => flow.Fastest);
    }

    /// <summary>Whether so many are dead that chance is no explanation.</summary>
    public static bool AreCertain(IReadOnlyList<Flow> dead, int all) => dead.Count >= Math.Max(2, ShareOfDead * all);

    /// <summary>Whether a suspect was bad once more, and in the same way.</summary>
    /// <param name="before">What it was suspected of.</param>
    /// <param name="flow">The second look.</param>
    /// <param name="controls">Flows that were clean at the first look, probed at the same time.</param>
    public static bool IsBadAgain(FlowSuspects before, Flow flow, IReadOnlyList<Flow> controls)
    {
        if (IsDead(flow))
        {
            return true;
        }

        var clean = controls.Where(control => control.Report.Failure is null).ToList();
        if (clean.Count == 0 || flow.Report.Failure is not null)
        {
            return false;
        }

        var usual = Usual(clean);
        return (before.Losing.Any(each => each.Port == flow.Port)
                && Losses(flow, usual) >= LeastLossesAgain && Losses(flow, usual) > RobustOutliers.Median([.. clean.Select(control => Losses(control, usual))]))
            || (before.Slow.Any(each => each.Port == flow.Port)
                && flow.Fastest > clean.Max(control => control.Fastest) + LeastSlower.TotalMilliseconds);
    }

    /// <param name="flows">All of them, as they were last seen.</param>
    /// <param name="bad">Those that are bad at every look.</param>
    public static Finding Judge(IReadOnlyList<Flow> flows, FlowSuspects bad)
    {
        if (flows.Where(flow => flow.Report.Failure is not null && !IsDead(flow)).ToList() is { Count: > 0 } limited)
        {
            return Limited(flows.Count, limited);
        }

        if (bad.All.Count == 0)
        {
            var fastest = flows.Where(flow => flow.Report.Failure is null).Select(flow => TimeSpan.FromMilliseconds(flow.Fastest)).ToList();
            return new Finding(
                PartNames.Flows,
                CheckVerdict.Pass,
                $"{flows.Count} source ports are alike: {Quantity.Format(fastest.Min())} to {Quantity.Format(fastest.Max())}");
        }

        var parts = new[] { Text(bad.Dead, "dead"), Text(bad.Losing, "losing"), Text(bad.Slow, "slow") }.OfType<string>();
        return new Finding(
            PartNames.Flows,
            AreCertain(bad.Dead, flows.Count) ? CheckVerdict.Fail : CheckVerdict.Warn,
            $"{bad.All.Count} of {flows.Count} source ports are bad: {string.Join("; ", parts)}{(bad.All.Count < flows.Count ? "; the others are clean" : "")}")
        {
            Why = "one member of a bundle or of equal-cost paths, or one of several servers behind the address, is likely bad",
            Try = "trace the way of a bad and of a clean port (traceroute -T --sport=PORT), and compare the counters of the bundle's links",
        };
    }

    private static bool IsDead(Flow flow) =>
        flow.Report.IsSilent || flow.Report.Failure is { End: EchoEnd.ConnectTimedOut or EchoEnd.Unreachable };

    private static Finding Limited(int all, IReadOnlyList<Flow> limited) =>
        new(PartNames.Flows, CheckVerdict.Warn, $"{limited.Count} of {all} connections were refused or ended: {limited[0].Report.Failure!.Message.TrimEnd('.')}")
        {
            Why = "a limit of connections for an address or in all, or a server that ends them by itself",
            Try = "see burst; look into the log of the server for this client's address",
        };

    private static List<Flow> Losing(IReadOnlyList<Flow> flows)
    {
        if (flows.Count == 0)
        {
            return [];
        }

        var usual = Usual(flows);
        var limit = RobustOutliers.Limit([.. flows.Select(flow => Losses(flow, usual))], LeastLosses - 1);
        return [.. flows.Where(flow => Losses(flow, usual) > limit)];
    }

    private static List<Flow> Slow(IReadOnlyList<Flow> flows)
    {
        if (flows.Count == 0)
        {
            return [];
        }

        var limit = RobustOutliers.Limit([.. flows.Select(flow => flow.Fastest)], LeastSlower.TotalMilliseconds);
        return [.. flows.Where(flow => flow.Fastest > limit)];
    }

    // Loss on the way back is the server's to repair; here it shows only as lateness.
    private static double Losses(Flow flow, double usual) => Math.Max(
        flow.Report.Kernel?.Lost ?? 0, flow.Report.RoundTrips.Count(time => time.TotalMilliseconds > usual + Repeated.TotalMilliseconds));

    private static double Usual(IReadOnlyList<Flow> flows) =>
        RobustOutliers.Median([.. flows.SelectMany(flow => flow.Report.RoundTrips).Select(time => time.TotalMilliseconds)]);

    private static string? Text(IReadOnlyList<Flow> flows, string what)
    {
        var ports = flows.Select(flow => flow.Port).Order().ToList();
        return ports.Count == 0 ? null : $"{ports.Count} {what} ({string.Join(", ", ports.Take(ShownPorts))}{(ports.Count > ShownPorts ? ", …" : "")})";
    }
}
