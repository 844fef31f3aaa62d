namespace EchoActors.Cli;

/// <summary>
/// Finds the bracket of a HOCON text that has no partner. Akka's parser takes the end of the text for every bracket that
/// is still missing, and ends at one too many, both without a word: settings would be lost.
/// </summary>
internal static class HoconBrackets
{
    /// <summary>What is wrong, with its line, in half a message; or <see langword="null"/> where every bracket has its partner.</summary>
    public static string? Fault(string text)
    {
        var open = new Stack<(char Bracket, int Line)>();
        var line = 1;
        for (var at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\n':
                    line++;
                    break;
                case '#':
                case '/' when Begins(text, at, "//"):
                    at = EndOfLine(text, at) - 1; // the line's end is counted in its turn
                    break;
                case '"':
                    var end = EndOfQuoted(text, at);
                    if (end < 0)
                    {
                        return $"the quotation mark in line {line} is never closed";
                    }

                    line += text.AsSpan(at, end - at).Count('\n');
                    at = end - 1;
                    break;
                case '{' or '[':
                    open.Push((text[at], line));
                    break;
                case '}' or ']' when !open.TryPop(out var last) || (last.Bracket == '{') != (text[at] == '}'):
                    return $"the '{text[at]}' in line {line} closes nothing";
            }
        }

        return open.TryPop(out var unclosed) ? $"the '{unclosed.Bracket}' in line {unclosed.Line} is never closed" : null;
    }

    private static bool Begins(string text, int at, string with) =>
        text.AsSpan(at).StartsWith(with, StringComparison.Ordinal);

    private static int EndOfLine(string text, int from) =>
        text.IndexOf('\n', from) is var at and >= 0 ? at : text.Length;

    // Behind the closing mark; -1 where there is none. Three marks quote everything up to the next three.
    private static int EndOfQuoted(string text, int from)
    {
        const string Three = "\"\"\"";
        if (Begins(text, from, Three))
        {
            var close = text.IndexOf(Three, from + Three.Length, StringComparison.Ordinal);
            return close < 0 ? -1 : close + Three.Length;
        }

        for (var at = from + 1; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\\':
                    at++;
                    break;
                case '"':
                    return at + 1;
                case '\n':
                    return -1;
            }
        }

        return -1;
    }
}
