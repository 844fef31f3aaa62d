namespace EchoActors.Hosting;

/// <summary>The echo server of a host could not be bound; the message is one sentence that says why.</summary>
public sealed class EchoServerBindException(string message) : Exception(message);
