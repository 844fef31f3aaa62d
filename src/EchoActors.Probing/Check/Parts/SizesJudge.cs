using EchoActors.Client;
using EchoActors.Transport;

namespace EchoActors.Probing.Check.Parts;

/// <summary>Judges which sizes came back.</summary>
internal static class SizesJudge
{
    public static Finding Whole(IReadOnlyList<int> steps, int repeated, TcpPathInfo? kernel)
    {
        var text = $"{steps[0]:N0} B to {steps[^1]:N0} B in {steps.Count} steps, every byte" + (kernel is { } path ? $"; path MTU {path.PathMtu:N0}" : "");
        return repeated == 0
            ? new Finding(PartNames.Sizes, CheckVerdict.Pass, text)
            : new Finding(PartNames.Sizes, CheckVerdict.Warn, $"{text}; {repeated} came back only at a second attempt")
            {
                Why = "packets are lost, of whatever size",
                Try = "see tcp-info below for how many",
            };
    }

    /// <summary>From some size on, nothing comes back.</summary>
    public static Finding Limit(SizesFacts facts)
    {
        var passed = facts.LargestEchoed == 0 ? "nothing smaller did" : $"{facts.LargestEchoed:N0} B did";
        var text = facts.IsAcknowledged
            ? $"echoes of {facts.SmallestLost:N0} B and more from the server never arrive ({passed})"
            : $"messages of {facts.SmallestLost:N0} B and more are never acknowledged ({passed.Replace("did", "came back")})";
        var finding = new Finding(PartNames.Sizes, CheckVerdict.Fail, text);
        return facts.Kernel is not { } path || facts.SmallestLost + facts.RecordOverhead <= path.SendSegment
            ? finding with
            {
                Why = $"a packet of {PacketOf(facts)} or more is dropped on the way {(facts.IsAcknowledged ? "back" : "there")} and no ICMP comes: a path-MTU black hole",
                Try = "lower the MSS on the tunnel or let ICMP \"fragmentation needed\" through (IPv6: \"packet too big\")",
            }
            : finding with
            {
                Why = "a message of one full packet came back, so it is no packet that is too large: the server or a proxy limits the length of a message",
                Try = "look for such a limit in the server and in proxies before it",
            };
    }

    /// <summary>A message that did not come back, after which a smaller one did not either.</summary>
    public static Finding Silent(int size, EchoOutcome outcome) =>
        new(PartNames.Sizes, CheckVerdict.Fail, $"at {size:N0} B the server fell silent, and smaller messages do not come back any more: {outcome.Message.TrimEnd('.')}")
        {
            Why = "the server hangs or the path broke while it was checked",
            Try = "check again; look into the log of the server",
        };

    /// <summary>A message at which the connection ended.</summary>
    public static Finding Ended(int size, EchoOutcome outcome) =>
        new(PartNames.Sizes, CheckVerdict.Fail, $"at a message of {size:N0} B: {outcome.Message.TrimEnd('.')}")
        {
            Why = "the server, or something on the path that reads along, does not take such a message",
            Try = "compare with an echo past proxies and inspection",
        };

    private static string PacketOf(SizesFacts facts) =>
        facts.Kernel is { } path ? $"{facts.SmallestLost + facts.RecordOverhead + path.PathMtu - path.SendSegment:N0} B" : "such a size";
}
