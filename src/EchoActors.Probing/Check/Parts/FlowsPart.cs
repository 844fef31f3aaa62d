using EchoActors.Probing.Check.Conversations;

namespace EchoActors.Probing.Check.Parts;

/// <summary>
/// <c>flows</c>: the same messages from many source ports. Routers and bundles of links choose the way of a connection by its
/// ports (RFC 2992), so that a bad one among several shows on some ports only.
/// </summary>
internal static class FlowsPart
{
    private const int Messages = 20;
    private const int Size = 64;

    // Below the limits of connections for an address that servers have: those are burst's finding.
    private const int AtOnce = 16;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken cancellationToken)
    {
        using var places = new SemaphoreSlim(AtOnce);
        var plan = new ConversationPlan
        {
            Target = context.Route!,
            Sizes = [.. Enumerable.Repeat(Size, Messages)],
            Timeout = context.Options.Timeout,
            Pause = Pause,
        };
        var reports = await Task.WhenAll(Enumerable.Range(0, context.Options.Flows).Select(_ => ConverseAsync())).ConfigureAwait(false);
        return [FlowsJudge.Judge(reports)];

        async Task<ConversationReport> ConverseAsync()
        {
            await places.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await context.ConverseAsync(plan, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                places.Release();
            }
        }
    }
}
