using System.Reflection;

namespace EchoActors.Cli.Tests.Documents;

/// <summary>The files of the repository that tell a person or a machine what to run.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = Path.GetFullPath(typeof(RepositoryFiles).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "EchoActors.Repository").Value!);

    /// <summary>The READMEs of the packages.</summary>
    public static IReadOnlyList<string> PackageReadmes { get; } =
        [.. Directory.GetDirectories(Path.Combine(Root, "src")).Select(folder => Relative(Path.Combine(folder, "README.md"))).Order(StringComparer.Ordinal)];

    /// <summary>The documents at the root, those of docs/ and the READMEs of the packages, by their path in the repository.</summary>
    public static IReadOnlyList<string> Documents { get; } =
    [
        .. Directory.GetFiles(Root, "*.md").Concat(Directory.GetFiles(Path.Combine(Root, "docs"), "*.md")).Select(Relative)
            .Except(["CHANGELOG.md"]).Concat(PackageReadmes).Order(StringComparer.Ordinal),
    ];

    /// <summary>Every file below <paramref name="folder"/>, by its path in the repository.</summary>
    public static IReadOnlyList<string> Below(string folder) =>
        [.. Directory.GetFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories).Select(Relative).Order(StringComparer.Ordinal)];

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string Relative(string path) => Path.GetRelativePath(Root, path);
}
