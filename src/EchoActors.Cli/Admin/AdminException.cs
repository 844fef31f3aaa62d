namespace EchoActors.Cli;

/// <summary>A node's admin address gave no answer of use; the message is one sentence that says why.</summary>
internal sealed class AdminException(string message) : Exception(message);
