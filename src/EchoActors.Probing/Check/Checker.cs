using System.Runtime.CompilerServices;
using Akka.Actor;
using EchoActors.Probing.Check.Parts;

namespace EchoActors.Probing.Check;

/// <summary>The check of a path for code that isn't an actor: its parts, one after the other, as they end.</summary>
public static class Checker
{
    private static readonly IReadOnlyList<CheckPart> Battery =
    [
        new(PartNames.Resolve, CheckPart.Need.Nothing, ResolvePart.RunAsync),
        new(PartNames.Connect, CheckPart.Need.Addresses, ConnectPart.RunAsync),
        new(PartNames.Tls, CheckPart.Need.Connection, TlsPart.RunAsync),
        new(PartNames.Echo, CheckPart.Need.Connection, EchoPart.RunAsync),
        new(PartNames.Sizes, CheckPart.Need.Echo, SizesPart.RunAsync),
        new(PartNames.HalfClose, CheckPart.Need.Echo, HalfClosePart.RunAsync),
        new(PartNames.Flows, CheckPart.Need.Echo, FlowsPart.RunAsync),
        new(PartNames.Burst, CheckPart.Need.Echo, BurstPart.RunAsync),
        new(PartNames.Throughput, CheckPart.Need.Echo, ThroughputPart.RunAsync),
        new(PartNames.Idle, CheckPart.Need.Echo, IdlePart.RunAsync),
        new(PartNames.TcpInfo, CheckPart.Need.Connection, TcpInfoPart.RunAsync),
    ];

    /// <summary>Checks the path to an echo server.</summary>
    /// <param name="actors">The system, or the actor, that the connections belong to.</param>
    /// <param name="options">The target and the parts.</param>
    /// <param name="cancellationToken">Ends the check: what is not done yet is skipped.</param>
    /// <returns>Each part as it begins and as it ends. Network errors are findings, not exceptions.</returns>
    /// <exception cref="Configuration.SettingsException">An option is out of range; the message names it.</exception>
    public static IAsyncEnumerable<CheckEvent> CheckAsync(
        this IActorRefFactory actors, CheckOptions options, CancellationToken cancellationToken = default) =>
        RunAsync(new CheckContext(actors, options.Checked(), HighResolutionTimeProvider.Instance), cancellationToken);

    private static async IAsyncEnumerable<CheckEvent> RunAsync(
        CheckContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(context.Options.Deadline ?? Timeout.InfiniteTimeSpan, context.Time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        foreach (var part in Battery.Where(part => part.IsFoundation || context.Options.Includes(part.Name)))
        {
            var isAsked = context.Options.Includes(part.Name);
            yield return new CheckEvent.Begun(part.Name);
            var startedAt = context.Time.GetTimestamp();
            foreach (var finding in await FindAsync(part, context, deadline.Token, ending.Token).ConfigureAwait(false))
            {
                if (isAsked || finding.Verdict == CheckVerdict.Fail)
                {
                    yield return new CheckEvent.Found(finding with { Elapsed = context.Time.GetElapsedTime(startedAt) });
                }
            }
        }
    }

    private static async Task<IReadOnlyList<Finding>> FindAsync(
        CheckPart part, CheckContext context, CancellationToken deadline, CancellationToken ending)
    {
        try
        {
            ending.ThrowIfCancellationRequested();
            if (Missing(part, context) is { } missing)
            {
                return [new Finding(part.Name, CheckVerdict.Skip, missing)];
            }

            return await part.RunAsync(context, ending).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return [new Finding(part.Name, CheckVerdict.Skip, deadline.IsCancellationRequested ? "not done at the deadline" : "interrupted")];
        }
    }

    private static string? Missing(CheckPart part, CheckContext context) => part.Needs switch
    {
        CheckPart.Need.Addresses when context.Addresses.Count == 0 => "there is no address to connect to",
        CheckPart.Need.Connection or CheckPart.Need.Echo when context.Route is null => context.Connects ? "there is no TLS" : "there is no connection",
        CheckPart.Need.Echo when !context.Echoes => "there is no echo",
        _ => null,
    };
}
