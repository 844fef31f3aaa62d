using System.CommandLine;

namespace EchoActors.Cli;

/// <summary><c>--admin-token-file</c>: of the commands that serve, and of those that change what one serves.</summary>
internal static class AdminTokenOption
{
    public static Option<string?> Create(string description) => new("--admin-token-file")
    {
        Description = description,
        HelpName = "FILE",
    };
}
