using EchoActors.Client;
using EchoActors.Probing.Check.Conversations;

namespace EchoActors.Probing.Check.Parts;

/// <summary>Judges many connections at once.</summary>
internal static class BurstJudge
{
    // RFC 6298: a SYN that is not answered is sent again after 1 s.
    private static readonly TimeSpan Repeated = TimeSpan.FromSeconds(0.95);

    /// <param name="reports">The connections, in the order in which they were begun.</param>
    public static Finding Judge(IReadOnlyList<ConversationReport> reports)
    {
        var failed = reports.Where(report => report.Failure is not null).ToList();
        if (failed.Count > 0)
        {
            return Failed(reports, failed);
        }

        var slow = reports.Where(IsSlow).ToList();
        return slow.Count > 0 ? Slow(reports, slow) : new Finding(
            PartNames.Burst,
            CheckVerdict.Pass,
            $"{reports.Count} connections at once, the slowest in {Quantity.Format(reports.Max(report => report.Connection!.ConnectTime))}");
    }

    /// <summary>Whether a machine that is busy for a moment, at either end, explains what went wrong: then a second burst tells.</summary>
    public static bool MayBeBusy(IReadOnlyList<ConversationReport> reports) =>
        reports.All(report => report.Failure is null or { End: EchoEnd.AnswerTimedOut or EchoEnd.ConnectTimedOut or EchoEnd.TlsFailed })
        && reports.Any(report => report.Failure is not null || IsSlow(report));

    private static Finding Failed(IReadOnlyList<ConversationReport> reports, List<ConversationReport> failed)
    {
        var cause = failed.GroupBy(report => report.Failure!.End).MaxBy(group => group.Count())!.Key;
        var (what, why) = cause switch
        {
            EchoEnd.Refused => ("refused", "a firewall rejects more connections than its limit for an address"),
            EchoEnd.Reset or EchoEnd.ClosedEarly =>
                ("accepted and then ended", "the server, or a proxy before it, has a limit of connections for an address or in all"),
            EchoEnd.AnswerTimedOut =>
                ("accepted and not served", "the server's queue of accepted connections (backlog) is full, or the server waits at a limit"),
            EchoEnd.TlsFailed => ("accepted without a handshake", "the server is too slow for so many handshakes at once, or limits them"),
            EchoEnd.Exhausted => ("not tried", "this machine has no descriptor or port left"),
            _ => ("not answered", "a limit of connections or of SYN packets for an address at a firewall, a full backlog of the server, or a dead path (see flows)"),
        };
        return new Finding(
            PartNames.Burst,
            CheckVerdict.Warn,
            $"{reports.Count - failed.Count} of {reports.Count} connections at once were served, {failed.Count} {what}; the first at number {First(reports, failed)}")
        {
            Why = why,
            Try = "raise the limit if so many clients may share one address (NAT, proxies); else it does its work",
        };
    }

    private static Finding Slow(IReadOnlyList<ConversationReport> reports, List<ConversationReport> slow) =>
        new(
            PartNames.Burst,
            CheckVerdict.Warn,
            $"{slow.Count} of {reports.Count} connections at once took a second SYN, which costs 1 s; the first at number {First(reports, slow)}")
        {
            Why = "the backlog of the server is full for a moment, a limit of SYN packets drops some, or packets are lost",
            Try = "raise the server's backlog and net.core.somaxconn, and compare with tcp-info",
        };

    private static int First(IReadOnlyList<ConversationReport> reports, List<ConversationReport> some) =>
        reports.ToList().IndexOf(some[0]) + 1;

    // The kernel counts a SYN that it sent again; without that, it was a busy machine.
    private static bool IsSlow(ConversationReport report) =>
        report.Connection!.ConnectTime >= Repeated && report.Kernel is { Retransmitted: > 0 };
}
