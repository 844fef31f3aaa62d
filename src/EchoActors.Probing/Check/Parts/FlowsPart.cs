using System.Net;
using EchoActors.Probing.Check.Conversations;
using EchoActors.Transport;

namespace EchoActors.Probing.Check.Parts;

/// <summary>
/// <c>flows</c>: the same messages from many source ports. Routers and bundles of links choose the way of a connection by its
/// ports (RFC 2992), so that a bad one among several shows on some ports only. What looks bad is looked at again, from the same
/// ports and together with some that are clean.
/// </summary>
internal static class FlowsPart
{
    private const int Messages = 20;
    private const int Size = 64;

    // Below the limits of connections for an address that servers have: those are burst's finding.
    private const int AtOnce = 16;
    private const int Controls = 4;

    // With the first one: a flow is bad if it is so at each of them.
    private const int Looks = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken cancellationToken)
    {
        var family = IPAddress.Parse(context.Route!.Host).AddressFamily;
        var ports = SourcePorts.Find(family, context.Options.Flows);
        if (ports.Count < context.Options.Flows)
        {
            return [new Finding(PartNames.Flows, CheckVerdict.Skip, "this machine has too few ports or descriptors left")];
        }

        var flows = (await ProbeAsync(ports).ConfigureAwait(false)).Where(flow => !flow.IsUntried).ToDictionary(flow => flow.Port);
        var bad = FlowsJudge.Suspects([.. flows.Values]);
        var clean = FlowsJudge.Controls([.. flows.Values], bad).Select(flow => flow.Port).Take(Controls).ToList();
        for (var look = 2; look <= Looks && bad.All.Count > 0 && clean.Count > 0; look++)
        {
            bad = await LookAgainAsync(bad).ConfigureAwait(false);
        }

        return [FlowsJudge.Judge([.. flows.Values], bad)];

        async Task<FlowSuspects> LookAgainAsync(FlowSuspects suspects)
        {
            var isCertain = FlowsJudge.AreCertain(suspects.Dead, ports.Count);
            var again = (isCertain ? suspects.All.Except(suspects.Dead) : suspects.All).Select(flow => flow.Port);
            foreach (var group in again.Chunk(AtOnce - Controls))
            {
                var seen = await ProbeAsync([.. clean, .. group]).ConfigureAwait(false);
                foreach (var flow in seen.Skip(clean.Count).Where(flow => !FlowsJudge.IsBadAgain(suspects, flow, [.. seen.Take(clean.Count)])))
                {
                    suspects = suspects.Without(flow.Port);
                    flows[flow.Port] = flow.Report.Failure is null ? flow : flows[flow.Port];
                }
            }

            return suspects;
        }

        async Task<IReadOnlyList<Flow>> ProbeAsync(IReadOnlyList<int> from)
        {
            using var places = new SemaphoreSlim(AtOnce);
            return await Task.WhenAll(from.Select(async port =>
            {
                await places.WaitAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    return await ConverseAsync(port).ConfigureAwait(false);
                }
                finally
                {
                    places.Release();
                }
            })).ConfigureAwait(false);
        }

        async Task<Flow> ConverseAsync(int port) => new(port, await context.ConverseAsync(
            new ConversationPlan
            {
                Target = context.Route,
                SourcePort = port,
                Sizes = [.. Enumerable.Repeat(Size, Messages)],
                Timeout = context.Options.Timeout,
                Pause = Pause,
            },
            cancellationToken).ConfigureAwait(false));
    }
}
