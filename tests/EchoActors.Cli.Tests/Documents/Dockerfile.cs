using System.Text.Json;
using System.Text.RegularExpressions;

namespace EchoActors.Cli.Tests.Documents;

/// <summary>The instructions of <c>deploy/Dockerfile</c> that decide what a container runs.</summary>
internal static partial class Dockerfile
{
    private static readonly ILookup<string, string> Instructions = Instruction().Matches(RepositoryFiles.Read("deploy/Dockerfile").Replace("\\\n", "", StringComparison.Ordinal))
        .ToLookup(match => match.Groups[1].Value, match => match.Groups[2].Value);

    public static string[] Entrypoint => Words(Instructions["ENTRYPOINT"].Single());

    public static string[] Command => Words(Instructions["CMD"].Single());

    public static string[] HealthCheck => Words(Instructions["HEALTHCHECK"].Single()[(Instructions["HEALTHCHECK"].Single().IndexOf("CMD", StringComparison.Ordinal) + 3)..]);

    public static IReadOnlyList<int> Ports => [.. Instructions["EXPOSE"].Single().Split(' ').Select(int.Parse)];

    /// <summary>What is copied from the repository, without the target.</summary>
    public static IReadOnlyList<string> Copied =>
        [.. Instructions["COPY"].Where(copy => !copy.StartsWith("--from", StringComparison.Ordinal)).SelectMany(copy => copy.Split(' ')[..^1])];

    private static string[] Words(string json) => JsonSerializer.Deserialize<string[]>(json)!;

    [GeneratedRegex(@"^([A-Z]+) +(.*)$", RegexOptions.Multiline)]
    private static partial Regex Instruction();
}
