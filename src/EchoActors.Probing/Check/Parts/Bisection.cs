namespace EchoActors.Probing.Check.Parts;

/// <summary>Finds the limit below which every value passes, trying several at once: a value that fails takes a time limit each.</summary>
internal static class Bisection
{
    private const int AtOnce = 4;

    /// <summary>Narrows the gap between <paramref name="passed"/> and <paramref name="failed"/> until they are neighbours.</summary>
    /// <param name="passed">A value that passes.</param>
    /// <param name="failed">A larger one that fails.</param>
    /// <param name="passes">Tries a value between them.</param>
    public static async Task<(int Passed, int Failed)> NarrowAsync(int passed, int failed, Func<int, Task<bool>> passes)
    {
        while (failed - passed > 1)
        {
            var (from, gap) = (passed, failed - passed);
            var values = Enumerable.Range(1, AtOnce).Select(i => from + (int)((long)gap * i / (AtOnce + 1))).Where(value => value > from).Distinct().ToList();
            values = values.Count > 0 ? values : [from + 1];
            var results = await Task.WhenAll(values.Select(passes)).ConfigureAwait(false);
            var firstFailed = Array.IndexOf(results, false);
            failed = firstFailed < 0 ? failed : values[firstFailed];
            passed = firstFailed == 0 ? passed : values[firstFailed < 0 ? ^1 : firstFailed - 1];
        }

        return (passed, failed);
    }
}
