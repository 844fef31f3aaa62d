using EchoActors.Probing.Check.Conversations;

namespace EchoActors.Probing.Check.Parts;

/// <summary><c>burst</c>: many connections at once, a byte on each.</summary>
internal static class BurstPart
{
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(1);

    public static async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken cancellationToken)
    {
        if (context.Options.Gentle)
        {
            return [new Finding(PartNames.Burst, CheckVerdict.Skip, "not with --gentle")];
        }

        if (LocalLimits.Refusal(context.Options.Burst) is { } refusal)
        {
            return [new Finding(PartNames.Burst, CheckVerdict.Skip, refusal.TrimEnd('.'))];
        }

        // Each holds its connection until all have their byte, or have failed: a limit of connections shows only so.
        var plan = new ConversationPlan { Target = context.Route!, Sizes = [1], Timeout = context.Options.Timeout, Watch = Hold };
        var reports = await OnceAsync().ConfigureAwait(false);
        return [BurstJudge.Judge(BurstJudge.MayBeBusy(reports) ? await OnceAsync().ConfigureAwait(false) : reports)];

        Task<ConversationReport[]> OnceAsync() => Task.WhenAll(
            Enumerable.Range(0, context.Options.Burst).Select(_ => context.ConverseAsync(plan, cancellationToken)));
    }
}
