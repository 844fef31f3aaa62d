using EchoActors.Filters;
using EchoActors.Server;

namespace EchoActors.Admin.Api;

/// <summary>What <c>/api/v1/faults</c> answers: the faults that each server injects on purpose.</summary>
/// <param name="Servers">Each server of this process.</param>
internal sealed record FaultsBody(IReadOnlyList<FaultsBody.Server> Servers)
{
    /// <summary>What <c>PUT</c> takes.</summary>
    /// <param name="Faults">The list, as <c>--fault</c> takes it.</param>
    public sealed record Change(string Faults);

    /// <summary>The faults of one server.</summary>
    /// <param name="Name">The server.</param>
    /// <param name="Listeners">Each address that it listens on.</param>
    /// <param name="Struck">How often each fault has struck since the start.</param>
    public sealed record Server(string Name, IReadOnlyList<Listener> Listeners, IReadOnlyDictionary<string, long> Struck)
    {
        public static Server From(AdminNode node, EchoServer.Status status) => new(
            node.Name,
            [.. status.Statistics.Faults.Listeners.Select(each => new Listener(each.Listener, each.Rules.ToString(), each.Left?.TotalSeconds))],
            Enum.GetValues<FaultKind>().ToDictionary(kind => kind.Name(), status.Statistics.Faults.Counts.Of));
    }

    /// <summary>The faults of one address.</summary>
    /// <param name="Address">The address as configured.</param>
    /// <param name="Faults">Those in force; empty for none.</param>
    /// <param name="ExpiresInSeconds">For how long; null for no limit.</param>
    public sealed record Listener(string Address, string Faults, double? ExpiresInSeconds);
}
