using EchoActors.Client;
using EchoActors.Probing.Check.Conversations;

namespace EchoActors.Probing.Check.Parts;

/// <summary>Judges the connections to the addresses of a target, one for each family.</summary>
internal static class ConnectJudge
{
    public static IReadOnlyList<Finding> Judge(IReadOnlyList<ConnectFacts> families) =>
        [.. families.Select(family => Judge(family, families.Any(other => other.IsConnected)) with { Label = family.Label })];

    private static Finding Judge(ConnectFacts family, bool otherConnects)
    {
        var failures = family.Reports.Where(report => report.Connection is null).Select(report => report.Failure!).ToList();
        if (failures.Count == family.Reports.Count)
        {
            var refusal = Describe(failures[^1], family);
            return otherConnects ? refusal with { Verdict = CheckVerdict.Warn, Text = $"{refusal.Text}; clients fall back after 250 ms" } : refusal;
        }

        if (family.Reports.FirstOrDefault(IsEndedAtOnce)?.Failure is { } end)
        {
            return new Finding(PartNames.Connect, CheckVerdict.Fail, end.End == EchoEnd.Reset ? "accepted, and reset at once" : "accepted, and closed at once")
            {
                Why = "the server or something before it accepts and then refuses: a list of allowed clients (TCP wrappers), a limit of connections, or a proxy without a backend",
                Try = "look into the log of the server or proxy for this client's address",
            };
        }

        return failures.Count > 0 ? Some(family, failures) : Connected(family);
    }

    private static Finding Connected(ConnectFacts family)
    {
        var times = family.Reports.Select(report => report.Connection!.ConnectTime).ToList();
        var segment = family.Reports.Select(report => report.Kernel?.SendSegment).FirstOrDefault(size => size is not null);
        return new Finding(
            PartNames.Connect,
            CheckVerdict.Pass,
            $"{Quantity.Format(times.Min())} (min of {times.Count}, max {Quantity.Format(times.Max())})" + (segment is { } size ? $", MSS {size:N0}" : ""));
    }

    private static Finding Some(ConnectFacts family, IReadOnlyList<EchoOutcome> failures) =>
        new(
            PartNames.Connect,
            CheckVerdict.Warn,
            $"{family.Reports.Count - failures.Count} of {family.Reports.Count} connected; {Describe(failures[^1], family).Text}")
        {
            Why = "one of several paths or servers behind this address is bad, packets are lost, or a limit was reached",
            Try = "see flows, burst and tcp-info below, which tell these apart",
        };

    private static Finding Describe(EchoOutcome failure, ConnectFacts family) => failure.End switch
    {
        EchoEnd.Refused => new Finding(PartNames.Connect, CheckVerdict.Fail, $"{family.Address} refused the connection")
        {
            Why = "nothing listens on this port, or a firewall rejects it",
            Try = "start the server, or check its address and port",
        },
        EchoEnd.ConnectTimedOut => new Finding(
            PartNames.Connect, CheckVerdict.Fail, $"no answer in {Quantity.Format(family.Timeout)} from {family.Address}")
        {
            Why = "filtered: a firewall drops the packets without a word; or no host has this address",
            Try = "look for the packet on each hop with tcpdump, beginning at the server",
        },
        EchoEnd.Reset => new Finding(PartNames.Connect, CheckVerdict.Fail, $"{family.Address} reset the connection at once")
        {
            Why = "the server resets it when it accepts it, or a firewall does",
            Try = "look into the log of the server for this client's address",
        },
        EchoEnd.Exhausted => new Finding(PartNames.Connect, CheckVerdict.Fail, failure.Message.TrimEnd('.')),
        _ => new Finding(PartNames.Connect, CheckVerdict.Fail, failure.Message.TrimEnd('.'))
        {
            Why = "this machine has no route or no address of this family, or a router answers that it has none",
            Try = $"look at the route with ip route get {family.Address}",
        },
    };

    // A greeting is no end: the echo judges it.
    private static bool IsEndedAtOnce(ConversationReport report) =>
        report is { Connection: not null, Failure.End: EchoEnd.Reset or EchoEnd.ClosedEarly };
}
