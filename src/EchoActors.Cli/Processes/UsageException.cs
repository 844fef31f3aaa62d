namespace EchoActors.Cli;

/// <summary>What was asked for can't be done as it was put; the message is one sentence for the person who asked.</summary>
internal sealed class UsageException(string message) : Exception(message);
