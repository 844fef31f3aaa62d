namespace EchoActors.Filters;

/// <summary>A way in which an echo misbehaves on purpose.</summary>
public enum FaultKind
{
    /// <summary>The connection is reset when it is accepted.</summary>
    Refuse,

    /// <summary>A chunk comes back later.</summary>
    Delay,

    /// <summary>The echo comes back at a limited rate.</summary>
    Throttle,

    /// <summary>A chunk comes back in pieces.</summary>
    Slice,

    /// <summary>The echo pauses at one place of the stream.</summary>
    Stall,

    /// <summary>The echo ends in order before all of it is back.</summary>
    Truncate,

    /// <summary>The connection is reset in the middle of the echo.</summary>
    Reset,

    /// <summary>A chunk comes back with one bit inverted.</summary>
    Corrupt,

    /// <summary>A chunk comes back twice.</summary>
    Duplicate,

    /// <summary>A chunk does not come back.</summary>
    Swallow,

    /// <summary>The server does not end its side of the stream.</summary>
    NoClose,
}

/// <summary>The names of <see cref="FaultKind"/> in settings, logs and metrics.</summary>
public static class FaultNames
{
    /// <summary>The name, for example <c>no-close</c>.</summary>
    public static string Name(this FaultKind kind) => kind == FaultKind.NoClose ? "no-close" : kind.ToString().ToLowerInvariant();
}
