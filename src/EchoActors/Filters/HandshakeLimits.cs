namespace EchoActors.Filters;

/// <summary>What the filters of new connections may take until they are ready and their handler has registered.</summary>
/// <param name="Timeout">How long one connection may take.</param>
/// <param name="MaxUnderWay">How many connections of a listener may be under way at once; one more ends the oldest.</param>
internal sealed record HandshakeLimits(TimeSpan Timeout, int MaxUnderWay);
