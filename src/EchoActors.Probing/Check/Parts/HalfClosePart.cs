using Akka.IO;
using EchoActors.Client;
using EchoActors.Probing.Check.Conversations;

namespace EchoActors.Probing.Check.Parts;

/// <summary><c>half-close</c>: ends our direction of the stream while echoes are outstanding, and reads on to the end.</summary>
internal static class HalfClosePart
{
    private const int Size = 1024 * 1024;

    public static async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken cancellationToken)
    {
        // Where large packets are lost, less is sent: that is another part's finding.
        var message = RandomMessage.Create(Math.Min(Size, context.LargestEchoed ?? Size), Random.Shared);
        var options = context.Client with { AnswerTimeout = context.Options.Timeout };
        var outcome = await CheckContext.ConnectingAsync(
            () => context.Actors.RunAsync<EchoOutcome>(
                done => HalfClose.Props(context.Route!, options, ByteString.FromBytes(message), done, context.Time), cancellationToken),
            outcome => outcome.Connected).ConfigureAwait(false);
        return [Judge(outcome, context.Route!.Scheme == EndpointScheme.Tls)];
    }

    internal static Finding Judge(EchoOutcome outcome, bool isTls = false)
    {
        var allBack = outcome.BytesEchoed == outcome.BytesSent;
        return outcome.End switch
        {
            EchoEnd.Identical => new Finding(
                PartNames.HalfClose, CheckVerdict.Pass, $"all {outcome.BytesSent:N0} bytes back after shutdown"),
            EchoEnd.AnswerTimedOut when allBack => new Finding(
                PartNames.HalfClose, CheckVerdict.Fail, $"all {outcome.BytesSent:N0} bytes back after shutdown, but the end of the stream never comes")
            {
                Why = "the end of our stream (FIN) does not reach the server: a proxy keeps it, or the server does not look for it",
                Try = "let the proxy pass half-closed connections on, or end messages by length instead of by shutdown",
            },
            EchoEnd.ClosedEarly or EchoEnd.Reset => new Finding(
                PartNames.HalfClose,
                CheckVerdict.Fail,
                $"{(outcome.End == EchoEnd.Reset ? "reset" : "closed")} after {outcome.BytesEchoed:N0} of {outcome.BytesSent:N0} bytes, when our direction had ended")
            {
                Why = isTls
                    ? "the server, or a proxy before it, answers close_notify by ending its own direction too, as TLS before 1.3 asks (RFC 5246, section 7.2.1)"
                    : "the server, or a proxy or middlebox before it, takes the end of one direction (FIN) for the end of both",
                Try = "compare with an echo past the proxy; end messages by length instead of by shutdown",
            },
            _ => new Finding(PartNames.HalfClose, CheckVerdict.Fail, outcome.Message.TrimEnd('.')),
        };
    }
}
