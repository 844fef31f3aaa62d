using EchoActors.Client;
using EchoActors.Probing.Check.Conversations;

namespace EchoActors.Probing.Check.Parts;

/// <summary><c>echo</c>: one small message, compared byte by byte.</summary>
internal static class EchoPart
{
    private const int Size = 64;

    // For a byte too many, which comes behind the echo.
    private static readonly TimeSpan Watch = TimeSpan.FromMilliseconds(100);

    public static async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken cancellationToken)
    {
        var report = await context.ConverseAsync(
            route => new ConversationPlan { Target = route, Sizes = [Size], Timeout = context.Options.Timeout, Watch = Watch },
            cancellationToken).ConfigureAwait(false);
        context.Echoes = report.Failure is null;
        return [Judge(report)];
    }

    internal static Finding Judge(ConversationReport report) => report.Failure switch
    {
        null => new Finding(PartNames.Echo, CheckVerdict.Pass, $"{Size} B in {Quantity.Format(report.RoundTrips[0])}, every byte"),
        { End: EchoEnd.Mismatch or EchoEnd.Surplus } wrong => new Finding(PartNames.Echo, CheckVerdict.Fail, wrong.Message.TrimEnd('.'))
        {
            Why = wrong.BytesEchoed == 0 ? "another service listens on this port" : "the server, or something on the path, changes or adds bytes",
            Try = wrong.BytesEchoed == 0 ? "check the port" : "compare with an echo on the same host, past proxies and inspection",
        },
        { End: EchoEnd.AnswerTimedOut } silent => new Finding(PartNames.Echo, CheckVerdict.Fail, silent.Message.TrimEnd('.'))
        {
            Why = report.Kernel is { HasUnacknowledged: true }
                ? "the bytes are not even acknowledged: after the handshake, packets are dropped"
                : "the peer's system acknowledged the bytes and no answer follows: the server hangs, is stopped, or is no echo",
            Try = "look on the server with ss -tn whether its queue (Recv-Q) is empty",
        },
        { End: EchoEnd.Reset or EchoEnd.ClosedEarly } ended => new Finding(PartNames.Echo, CheckVerdict.Fail, ended.Message.TrimEnd('.'))
        {
            Why = "the server, or a proxy that found no backend, ends the connection instead of answering",
            Try = "look into the log of the server or proxy for this client's address",
        },
        { } other => new Finding(PartNames.Echo, CheckVerdict.Fail, other.Message.TrimEnd('.')),
    };
}
