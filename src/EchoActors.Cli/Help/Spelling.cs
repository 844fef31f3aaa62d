namespace EchoActors.Cli;

/// <summary>What a misspelt word was meant to be.</summary>
internal static class Spelling
{
    private const int MostMistakes = 2;

    /// <summary>The word of <paramref name="known"/> that is nearest to <paramref name="word"/>, if it is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> known) => known
        .Select(each => (Word: each, Mistakes: Mistakes(word, each)))
        .Where(each => each.Mistakes <= MostMistakes && each.Mistakes < each.Word.Length - 1)
        .OrderBy(each => each.Mistakes)
        .Select(each => each.Word)
        .FirstOrDefault();

    // Insertions, deletions, changes and exchanges of neighbours (optimal string alignment distance).
    private static int Mistakes(string one, string other)
    {
        var table = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                var change = one[i - 1] == other[j - 1] ? 0 : 1;
                table[i, j] = Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[one.Length, other.Length];
    }
}
