namespace EchoActors.Benchmarks;

/// <summary>Picks by name from what there is.</summary>
internal static class Selection
{
    /// <summary>Those named, in the order named, or all where nothing was.</summary>
    internal static IReadOnlyList<T> Of<T>(string? names, IReadOnlyList<T> all, Func<T, string> nameOf, string kind) =>
        names is null
            ? all
            : [.. names.Split(',', StringSplitOptions.TrimEntries).Distinct().Select(name => Named(name, all, nameOf, kind))];

    private static T Named<T>(string name, IReadOnlyList<T> all, Func<T, string> nameOf, string kind)
    {
        var found = all.Where(item => nameOf(item) == name).ToArray();
        return found.Length == 1
            ? found[0]
            : throw new LoadException($"There is no {kind} '{name}': choose from {string.Join(", ", all.Select(nameOf))}.");
    }
}
