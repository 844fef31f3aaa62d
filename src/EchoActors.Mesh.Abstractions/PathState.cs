namespace EchoActors.Mesh;

/// <summary>The state of a path, by the window of its latest probes: the worst that applies.</summary>
public enum PathState
{
    /// <summary>No probe was answered yet, or the node that probes was not heard for too long.</summary>
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
