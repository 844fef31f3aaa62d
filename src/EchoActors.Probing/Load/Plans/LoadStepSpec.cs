namespace EchoActors.Probing.Load;

/// <summary>A stretch of load at one rate, to a time or to a number of messages.</summary>
/// <param name="Rate">Sends per second over all connections, or <see langword="null"/> for a closed loop.</param>
/// <param name="Duration">How long, or <see langword="null"/> to go by <paramref name="Count"/>.</param>
/// <param name="Count">How many messages, or <see langword="null"/> to go by <paramref name="Duration"/>.</param>
public sealed record LoadStepSpec(double? Rate, TimeSpan? Duration, long? Count);
