namespace EchoActors.Probing.Check.Parts;

/// <summary>The flows that differ from the others, by what is wrong with them.</summary>
internal sealed record FlowSuspects(IReadOnlyList<Flow> Dead, IReadOnlyList<Flow> Losing, IReadOnlyList<Flow> Slow)
{
    /// <summary>All of them, each once.</summary>
    public IReadOnlyList<Flow> All { get; } = [.. Dead, .. Losing.Union(Slow)];

    /// <summary>The others, when the one with this port has turned out clean.</summary>
    public FlowSuspects Without(int port) => new(But(Dead, port), But(Losing, port), But(Slow, port));

    private static IReadOnlyList<Flow> But(IReadOnlyList<Flow> flows, int port) => [.. flows.Where(flow => flow.Port != port)];
}
