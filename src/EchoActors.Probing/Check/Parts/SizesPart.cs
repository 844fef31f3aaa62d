using EchoActors.Probing.Check.Conversations;

namespace EchoActors.Probing.Check.Parts;

/// <summary>
/// <c>sizes</c>: messages from small to large over one connection. A size that does not come back is tried again on a
/// connection of its own, to tell a lost packet from a size that the path does not carry; then the limit is narrowed.
/// </summary>
internal static class SizesPart
{
    // For the sizes between: that there is a limit is known, and each that is beyond it takes so long.
    private static readonly TimeSpan ShortTimeout = TimeSpan.FromSeconds(1.5);

    public static async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken cancellationToken)
    {
        var kernel = context.Kernel.Last;
        var steps = SizeSteps.Of(kernel, context.RecordOverhead);
        var repeated = 0;
        for (var next = 0; next < steps.Count; next++)
        {
            var report = await SendAsync([.. steps.Skip(next)], context.Options.Timeout).ConfigureAwait(false);
            next += report.RoundTrips.Count;
            if (next == steps.Count && report.Failure is null)
            {
                break;
            }

            var size = steps[Math.Min(next, steps.Count - 1)];
            var again = report.IsSilent ? await SendAsync([size], context.Options.Timeout).ConfigureAwait(false) : report;
            if (again.Failure is null)
            {
                repeated++;
                continue;
            }

            return [again.IsSilent ? await NarrowAsync(next == 0 ? 0 : steps[next - 1], size, again).ConfigureAwait(false) : SizesJudge.Ended(size, again.Failure)];
        }

        return [SizesJudge.Whole(steps, repeated, kernel)];

        Task<ConversationReport> SendAsync(IReadOnlyList<int> sizes, TimeSpan timeout) => context.ConverseAsync(
            route => new ConversationPlan { Target = route, Sizes = sizes, Timeout = timeout }, cancellationToken);

        async Task<bool> PassesAsync(int size) =>
            (await SendAsync([size], TimeSpan.FromTicks(Math.Min(ShortTimeout.Ticks, context.Options.Timeout.Ticks))).ConfigureAwait(false)).Failure is null;

        async Task<Finding> NarrowAsync(int passed, int failed, ConversationReport silent)
        {
            if (passed > 0 && !await PassesAsync(passed).ConfigureAwait(false))
            {
                return SizesJudge.Silent(failed, silent.Failure!);
            }

            (passed, failed) = await Bisection.NarrowAsync(passed, failed, PassesAsync).ConfigureAwait(false);
            context.LargestEchoed = Math.Max(1, passed);
            return SizesJudge.Limit(new SizesFacts(passed, failed, silent.Kernel is { HasUnacknowledged: false }, kernel, context.RecordOverhead));
        }
    }
}
