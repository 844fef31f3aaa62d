namespace EchoActors.Probing.Ping;

/// <summary>One of several pings that run side by side.</summary>
/// <param name="Ports">The source ports that it had: one, unless its connection broke or each probe has its own.</param>
/// <param name="Summary">What came of it.</param>
public sealed record PingFlow(IReadOnlyList<int> Ports, PingSummary Summary);
