using EchoActors.Transport;

namespace EchoActors.Probing.Check.Parts;

/// <summary>Judges loss, and who takes the time of an echo: the network or the server.</summary>
internal static class TcpInfoJudge
{
    // A single loss in a check says nothing; congestion alone stays below.
    private const long LeastLosses = 5;
    private const double ShareOfLosses = 0.005;

    // Less would be the scheduler of a busy machine, at either end.
    private static readonly TimeSpan LeastDifference = TimeSpan.FromMilliseconds(5);
    private const double Factor = 3;

    /// <param name="tally">What was counted.</param>
    /// <param name="knowsLoss">Whether an earlier part has found why packets are lost.</param>
    public static IReadOnlyList<Finding> Judge(KernelTally tally, bool knowsLoss)
    {
        if (tally.Last is not { } last)
        {
            return [new Finding(PartNames.TcpInfo, CheckVerdict.Skip, "this system does not give TCP_INFO")];
        }

        return [Times(tally, last), Path(last), .. knowsLoss ? Array.Empty<Finding>() : [Loss(tally)]];
    }

    private static Finding Times(KernelTally tally, TcpPathInfo last)
    {
        var finding = new Finding(
            PartNames.TcpInfo,
            CheckVerdict.Pass,
            $"{Quantity.Format(last.RoundTrip)} ± {Quantity.Format(last.RoundTripVariation)} in the kernel" + (tally.EchoRoundTrip is { } fastest ? $", fastest echo {Quantity.Format(fastest)}" : ""))
        {
            Label = "tcp rtt",
        };
        if (tally is not { KernelRoundTrip: { } kernel, EchoRoundTrip: { } echo })
        {
            return finding;
        }

        if (kernel > (echo - kernel) * Factor && kernel > LeastDifference)
        {
            return finding with { Text = $"{finding.Text}: the server is fast, the network takes the time" };
        }

        return echo > (kernel * Factor) + LeastDifference
            ? finding with
            {
                Verdict = CheckVerdict.Warn,
                Text = $"the network is fast and the server is slow: rtt {Quantity.Format(kernel)}, fastest echo {Quantity.Format(echo)}",
                Why = "the server, or a proxy that answers for it, takes the time: the peer's system acknowledges long before the echo comes",
                Try = "look at the load of the server, and for proxies before it",
            }
            : finding;
    }

    private static Finding Path(TcpPathInfo last) => new(
        PartNames.TcpInfo,
        CheckVerdict.Pass,
        $"MTU {last.PathMtu:N0}, MSS {last.SendSegment:N0}, window {last.CongestionWindow:N0}, reordering {last.Reordering:N0}")
    {
        Label = "tcp path",
    };

    private static Finding Loss(KernelTally tally)
    {
        var there = IsMuch(tally.Lost, tally.Sent);
        var back = !tally.IsWithinHost && IsMuch(tally.OutOfOrder, tally.Received);
        var counts = $"{tally.Lost:N0} of {tally.Sent:N0} segments sent again, {tally.OutOfOrder:N0} of {tally.Received:N0} out of order";
        var finding = new Finding(PartNames.TcpInfo, CheckVerdict.Pass, counts) { Label = "tcp loss" };
        return there || back
            ? finding with
            {
                Verdict = CheckVerdict.Warn,
                Text = $"packets are lost: {counts}",
                Why = (there, back) switch
                {
                    (true, true) => "a link, a queue or a limit of rate drops packets in both directions",
                    (true, false) => "a link, a queue or a limit of rate drops packets on the way there",
                    _ => "a link, a queue or a limit of rate drops or reorders packets on the way back",
                },
                Try = "compare the error and drop counters of each hop (ip -s link, ethtool -S), beginning at both ends",
            }
            : finding;
    }

    private static bool IsMuch(long count, long all) => count >= LeastLosses && count > ShareOfLosses * all;
}
