namespace EchoActors.Admin.Live;

/// <summary>The figures that every open page shows: sampled once, shared by all pages.</summary>
internal sealed class LiveView
{
    private volatile Snapshot _current = new(DateTimeOffset.MinValue, [], []);

    /// <summary>There are newer figures; raised by the sampler's thread.</summary>
    public event Action? Updated;

    /// <summary>The newest figures.</summary>
    public Snapshot Current => _current;

    /// <summary>Whether a page is open.</summary>
    public bool Watched => Updated is not null;

    public void Show(Snapshot snapshot)
    {
        _current = snapshot;
        Updated?.Invoke();
    }

    /// <summary>The figures of one moment.</summary>
    /// <param name="At">When they were taken.</param>
    /// <param name="Servers">Each server of this process.</param>
    /// <param name="Meshes">The mesh as each node of this process sees it; empty where none is in a mesh.</param>
    public sealed record Snapshot(DateTimeOffset At, IReadOnlyList<ServerView> Servers, IReadOnlyList<MeshSnapshot> Meshes);
}
