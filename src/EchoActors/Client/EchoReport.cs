namespace EchoActors.Client;

/// <summary>An exchange that is over: how it ended and how long its parts took.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Connection">Both ends and the time to make the connection, or <see langword="null"/> if it was not established.</param>
/// <param name="Elapsed">From the start, name resolution included, to the end of the stream.</param>
public sealed record EchoReport(EchoOutcome Outcome, EchoClient.Connected? Connection, TimeSpan Elapsed);
