using EchoActors.Client;
using EchoActors.Probing.Check.Conversations;

namespace EchoActors.Probing.Check.Parts;

/// <summary>Judges after how much silence a connection is forgotten, and by whom.</summary>
internal static class IdleJudge
{
    public static Finding Judge(IdleFacts facts)
    {
        var forgotten = facts.Silent.FirstOrDefault(each => each.Report.Failure is not null);
        if (facts.Control.Failure is { } broken)
        {
            return new Finding(PartNames.Idle, CheckVerdict.Fail, $"the connection that was never silent broke too, after {facts.Control.RoundTrips.Count} messages: {broken.Message.TrimEnd('.')}")
            {
                Why = "the server was restarted, or the path failed, while it was checked: that is not for lack of traffic",
                Try = "look into the log of the server, and check again",
            };
        }

        return forgotten.Report is null
            ? new Finding(
                PartNames.Idle, CheckVerdict.Pass, $"{facts.Silent.Count} connections live on after {Round(facts.Silent[0].Age)} to {Round(facts.Silent[^1].Age)} of silence")
            : Forgotten(facts, forgotten.Age, forgotten.Report);
    }

    private static Finding Forgotten(IdleFacts facts, TimeSpan age, ConversationReport report)
    {
        var lived = facts.Silent.TakeWhile(each => each.Report.Failure is null).Select(each => (TimeSpan?)each.Age).LastOrDefault();
        var (what, why) = (report.Failure!.End, report.Kernel) switch
        {
            (EchoEnd.AnswerTimedOut, { HasUnacknowledged: false }) =>
                ("silently, on the way back", "the bytes arrive and the echo does not: something on the way back has forgotten the connection"),
            (EchoEnd.AnswerTimedOut, _) =>
                ("silently, on the way there", "a NAT, firewall or load balancer has forgotten the connection and drops its packets without a word"),
            (EchoEnd.ClosedEarly, _) => ("by closing it", "the idle timeout of the server or of a proxy ends the connection in order"),
            _ => ("with a reset", "a NAT, firewall, load balancer or the server has forgotten the connection and answers with a reset"),
        };
        return new Finding(
            PartNames.Idle,
            CheckVerdict.Fail,
            $"forgotten {what} after {Round(age)} of silence" + (lived is { } longest ? $" ({Round(longest)} was not too long)" : ""))
        {
            Why = why,
            Try = facts.Kept switch
            {
                { Failure: null } => $"turn on keepalive at {Quantity.Format(facts.KeepAlive)}: it kept a connection alive here",
                { } => $"keepalive at {Quantity.Format(facts.KeepAlive)} does not save a connection here: have the application send something before {Round(lived ?? age)}",
                null => $"keepalive at {Quantity.Format(facts.KeepAlive)} would come too late: use one below {Round(lived ?? age)}, or raise the timeout on the path",
            },
        };
    }

    private static string Round(TimeSpan age) =>
        Quantity.Format(age.TotalSeconds >= 10 ? TimeSpan.FromSeconds(Math.Round(age.TotalSeconds)) : TimeSpan.FromMilliseconds(Math.Round(age.TotalMilliseconds)));
}
