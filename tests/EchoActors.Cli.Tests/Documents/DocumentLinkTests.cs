using System.Text.RegularExpressions;

namespace EchoActors.Cli.Tests.Documents;

/// <summary>Links between the documents, and from them to code and tests, lead somewhere.</summary>
public sealed partial class DocumentLinkTests
{
    [Fact]
    public void Every_link_to_a_file_of_the_repository_leads_to_one()
    {
        foreach (var document in RepositoryFiles.Documents)
        {
            var folder = Path.Combine(RepositoryFiles.Root, Path.GetDirectoryName(document)!);
            var dead = Link().Matches(RepositoryFiles.Read(document)).Select(match => match.Groups[1].Value)
                .Where(target => !target.Contains("://", StringComparison.Ordinal) && !Path.Exists(Path.Combine(folder, target)));
            Assert.True(dead.ToList() is [], $"{document}: {string.Join(", ", dead)}");
        }
    }

    [GeneratedRegex(@"\]\(([^)#\s]+)[^)]*\)")]
    private static partial Regex Link();
}
