using EchoActors.Probing.Check.Conversations;

namespace EchoActors.Probing.Check.Parts;

/// <summary>
/// <c>idle</c>: connections that are silent for growing times, all at once, and then say something; beside them one that is
/// never silent, and one whose kernel sends keepalive probes.
/// </summary>
internal static class IdlePart
{
    private const int Size = 64;
    private const int Ages = 8;

    // The youngest is silent for a sixteenth of the time of the oldest.
    private const double Span = 16;

    private static readonly TimeSpan ControlPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(60);

    public static async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken cancellationToken)
    {
        if (context.Options.Idle is not { } longest)
        {
            return [new Finding(PartNames.Idle, CheckVerdict.Skip, "not tried: give --idle DURATION")];
        }

        var ages = AgesOf(longest);
        var pause = TimeSpan.FromTicks(Math.Min(ControlPause.Ticks, longest.Ticks / 10));
        var control = TalkAsync(plan => plan with { Sizes = [.. Enumerable.Repeat(Size, (int)Math.Ceiling(longest / pause) + 1)], Pause = pause });
        var kept = longest > KeepAlive ? TalkAsync(plan => plan with { Pause = longest, KeepAlive = KeepAlive }) : null;
        var silent = await Task.WhenAll(ages.Select(age => TalkAsync(plan => plan with { Pause = age }))).ConfigureAwait(false);
        return
        [
            IdleJudge.Judge(new IdleFacts(
                [.. ages.Zip(silent)], await control.ConfigureAwait(false), kept is null ? null : await kept.ConfigureAwait(false), KeepAlive)),
        ];

        Task<ConversationReport> TalkAsync(Func<ConversationPlan, ConversationPlan> how) => context.ConverseAsync(
            route => how(new ConversationPlan { Target = route, Sizes = [Size, Size], Timeout = context.Options.Timeout }), cancellationToken);
    }

    internal static IReadOnlyList<TimeSpan> AgesOf(TimeSpan longest) =>
        [.. Enumerable.Range(0, Ages).Select(i => longest * Math.Pow(Span, (double)(i - Ages + 1) / (Ages - 1)))];
}
