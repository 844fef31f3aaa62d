using System.CommandLine;

namespace EchoActors.Cli;

/// <summary>A command with examples, which its help and the manual page show. The tests run each of them.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it does, in one sentence.</param>
/// <param name="examples">Command lines as a shell takes them.</param>
internal sealed class CliCommand(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Command lines as a shell takes them.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;
}
