namespace EchoActors.Mesh;

/// <summary>A path went from one state to another.</summary>
/// <param name="At">When, by the prober's clock.</param>
/// <param name="From">The node that probes.</param>
/// <param name="To">The node that is probed.</param>
/// <param name="Before">The state it left.</param>
/// <param name="After">The state it entered.</param>
/// <param name="LastError">The latest error of the path, in one message, if it ever had one.</param>
public sealed record PathChange(
    DateTimeOffset At, string From, string To, PathState Before, PathState After, string? LastError);
