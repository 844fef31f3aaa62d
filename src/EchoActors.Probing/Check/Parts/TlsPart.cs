using EchoActors.Probing.Check.Conversations;

namespace EchoActors.Probing.Check.Parts;

/// <summary>
/// <c>tls</c>: one handshake that verifies the server's certificate. Where it is not accepted, a second one that accepts any
/// tells a bad certificate from no TLS at all, and the other parts then accept it too, to see what the path does.
/// </summary>
internal static class TlsPart
{
    // A server that wants a certificate of the client refuses behind its own handshake (RFC 8446, section 4.4.2.4).
    private static readonly TimeSpan Watch = TimeSpan.FromMilliseconds(250);

    public static async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken cancellationToken)
    {
        if (context.Options.Target.Scheme != EndpointScheme.Tls)
        {
            return context.Options.Only.Contains(PartNames.Tls)
                ? [new Finding(PartNames.Tls, CheckVerdict.Skip, $"the target is plain TCP: write tls://{context.Options.Target} for TLS")]
                : [];
        }

        var report = await ShakeHandsAsync().ConfigureAwait(false);
        if (report.Failure is { } failure && !context.Tls.Insecure)
        {
            var verified = context.Tls;
            context.Tls = verified with { Insecure = true, Pin = null };
            var unverified = await ShakeHandsAsync().ConfigureAwait(false);
            if (unverified.Failure is null)
            {
                context.RecordOverhead = TlsJudge.RecordOverhead(unverified.Connection!.Tls!);
                return [TlsJudge.Unaccepted(context.Route!, failure, unverified.Connection!.Tls!)];
            }

            context.Tls = verified;
        }

        if (report.Failure is { } refusal)
        {
            var route = context.Route!;
            context.Route = null;
            return [TlsJudge.Failed(route, refusal, report.Connection is not null)];
        }

        context.RecordOverhead = TlsJudge.RecordOverhead(report.Connection!.Tls!);
        return [TlsJudge.Agreed(report.Connection!, context.Tls.Insecure, context.Time.GetUtcNow())];

        Task<ConversationReport> ShakeHandsAsync() => context.ConverseAsync(
            route => new ConversationPlan { Target = route, Timeout = context.Options.Timeout, Watch = Watch }, cancellationToken);
    }
}
