namespace EchoActors.Mesh;

/// <summary>What a path is like, from the window of its latest probes; the worst that applies.</summary>
public enum PathState
{
    /// <summary>Not known: nothing was measured yet, or nothing was heard from the node that measures it.</summary>
    Unknown,

    /// <summary>Every threshold is kept.</summary>
    Up,

    /// <summary>The median round trip is above the threshold.</summary>
    Slow,

    /// <summary>More of the window's probes failed than the threshold allows.</summary>
    Losing,

    /// <summary>The latest probes failed, one after the other.</summary>
    Down,
}
