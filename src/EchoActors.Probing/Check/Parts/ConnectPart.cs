using System.Net;
using EchoActors.Probing.Check.Conversations;

namespace EchoActors.Probing.Check.Parts;

/// <summary><c>connect</c>: five connections to the first address of each family.</summary>
internal static class ConnectPart
{
    private const int Attempts = 5;

    // Long enough for a server or a proxy that accepts first and looks at the client afterwards.
    private static readonly TimeSpan Watch = TimeSpan.FromMilliseconds(250);

    public static async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken cancellationToken)
    {
        var addresses = context.Addresses.DistinctBy(address => address.AddressFamily).ToList();
        var families = await Task.WhenAll(addresses.Select(address => TryAsync(context, address, cancellationToken))).ConfigureAwait(false);
        if (families.FirstOrDefault(family => family.IsConnected) is { } best)
        {
            context.Route = context.Options.Target.At(best.Address.ToString());
            context.Connects = true;
        }

        return ConnectJudge.Judge(families);
    }

    // One after the other, so that their times compare; where the first gets no answer, the rest at once, which saves waiting.
    private static async Task<ConnectFacts> TryAsync(CheckContext context, IPAddress address, CancellationToken cancellationToken)
    {
        var reports = new List<ConversationReport> { await OnceAsync(TimeSpan.Zero).ConfigureAwait(false) };
        if (reports[0].Connection is null)
        {
            reports.AddRange(await Task.WhenAll(Enumerable.Range(1, Attempts - 1).Select(_ => OnceAsync(Watch))).ConfigureAwait(false));
        }
        else
        {
            while (reports.Count < Attempts)
            {
                reports.Add(await OnceAsync(reports.Count == Attempts - 1 ? Watch : TimeSpan.Zero).ConfigureAwait(false));
            }
        }

        return new ConnectFacts(address, context.Options.Timeout, reports);

        Task<ConversationReport> OnceAsync(TimeSpan watch) => context.ConverseAsync(
            new ConversationPlan { Target = context.At(address), Timeout = context.Options.Timeout, Watch = watch }, cancellationToken);
    }
}
