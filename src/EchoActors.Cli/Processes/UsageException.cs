namespace EchoActors.Cli;

/// <summary>The command line, or a file or setting that it names, is wrong. The message is one sentence for the user.</summary>
internal sealed class UsageException(string message) : Exception(message)
{
    /// <summary>A file that was named can't be used; <paramref name="cause"/> is what the runtime says.</summary>
    public static UsageException OfFile(string path, string used, Exception cause) => new(path.Length == 0
        ? "the file has no name: give a path."
        : $"the file {path} can't be {used}: {FileFailure.Reason(path, cause)}.");
}
