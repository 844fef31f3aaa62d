namespace EchoActors.Cli;

/// <summary>The cluster address of a node could not be bound; the message is one sentence that says why.</summary>
internal sealed class ClusterBindException(string message) : Exception(message);
