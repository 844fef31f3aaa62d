namespace EchoActors.Cli;

/// <summary>What was asked for can't be done as it was put; the message is one sentence for the person who asked.</summary>
internal sealed class UsageException(string message) : Exception(message)
{
    /// <summary>A file that was named can't be used; <paramref name="cause"/> is what the system says.</summary>
    public static UsageException OfFile(string kind, string path, string used, Exception cause) => new(path.Length == 0
        ? $"the {kind} has no name: give a path."
        : $"the {kind} {path} can't be {used}: {cause.Message}");
}
