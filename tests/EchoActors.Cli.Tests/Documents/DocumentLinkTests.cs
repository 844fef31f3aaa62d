using System.Text.RegularExpressions;

namespace EchoActors.Cli.Tests.Documents;

/// <summary>The documents link to files and name tests that exist.</summary>
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

    // A package is read far from the repository.
    [Fact]
    public void The_readme_of_a_package_links_to_files_of_the_public_repository_that_exist()
    {
        var properties = RepositoryFiles.Read("src/Directory.Build.props");
        var files = Regex.Match(properties, "<RepositoryUrl>(.*)</RepositoryUrl>").Groups[1].Value + "/blob/main/";
        foreach (var document in RepositoryFiles.PackageReadmes)
        {
            var targets = Link().Matches(RepositoryFiles.Read(document)).Select(match => match.Groups[1].Value).ToList();
            Assert.NotEmpty(targets);
            Assert.All(targets, target => Assert.StartsWith(files, target));
            Assert.All(targets, target => Assert.True(Path.Exists(Path.Combine(RepositoryFiles.Root, target[files.Length..])), $"{document}: {target}"));
        }
    }

    [Fact]
    public void Every_test_that_a_document_names_exists()
    {
        var tests = RepositoryFiles.Below("tests").Where(file => file.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(file => TestMethod().Matches(RepositoryFiles.Read(file))).Select(match => match.Groups[1].Value).ToHashSet();
        foreach (var document in RepositoryFiles.Documents)
        {
            var named = NamedTest().Matches(RepositoryFiles.Read(document)).Select(match => match.Groups[1].Value);
            Assert.True(named.Except(tests).ToList() is [], $"{document}: {string.Join(", ", named.Except(tests))}");
        }
    }

    [GeneratedRegex(@"\b([A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+){2,})\(")]
    private static partial Regex TestMethod();

    // A sentence of words, as tests are named; an environment variable has capitals only.
    [GeneratedRegex(@"`(?![A-Z0-9_]+`)([A-Z][a-zA-Z0-9]*(?:_[a-zA-Z0-9]+){2,})`")]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"\]\(([^)#\s]+)[^)]*\)")]
    private static partial Regex Link();
}
