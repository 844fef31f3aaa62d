using EchoActors.Probing.Check.Conversations;

namespace EchoActors.Probing.Check.Parts;

/// <summary><c>tcp-info</c>: what the kernel has counted on all connections of the check, beside what the application saw.</summary>
internal static class TcpInfoPart
{
    // The fastest of fewer echoes shows how busy both ends are, and not the path.
    private const int LeastEchoes = 20;
    private const int Size = 64;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken cancellationToken)
    {
        if (context.Echoes && context.Kernel.Echoes < LeastEchoes)
        {
            await context.ConverseAsync(
                route => new ConversationPlan
                {
                    Target = route,
                    Sizes = [.. Enumerable.Repeat(Size, LeastEchoes)],
                    Timeout = context.Options.Timeout,
                    Pause = Pause,
                },
                cancellationToken).ConfigureAwait(false);
        }

        return TcpInfoJudge.Judge(context.Kernel, knowsLoss: context.LargestEchoed is not null);
    }
}
