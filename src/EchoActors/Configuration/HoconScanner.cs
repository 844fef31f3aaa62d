using System.Buffers;

namespace EchoActors.Configuration;

/// <summary>Reads the characters of a HOCON text for <see cref="HoconSyntax"/>: names, quotations, white space and comments, each with its line.</summary>
internal sealed class HoconScanner(string text)
{
    private static readonly SearchValues<char> NotInUnquoted = SearchValues.Create("$\"{}[]:=,#`^?!@*&\\");

    public int Position { get; private set; }

    /// <summary>The current line, from 1.</summary>
    public int Line { get; private set; } = 1;

    public bool IsAtEnd => Position >= text.Length;

    /// <summary>Whether nothing but a comment follows in this line.</summary>
    public bool IsAtEndOfLine => IsAtEnd || Current == '\n' || IsComment;

    /// <summary>The character at <see cref="Position"/>; zero at the end.</summary>
    public char Current => IsAtEnd ? '\0' : text[Position];

    private bool IsComment => Current == '#' || Begins("//");

    public void Skip() => Position++;

    public bool TryTake(char expected)
    {
        if (Current != expected || IsAtEnd)
        {
            return false;
        }

        Skip();
        return true;
    }

    /// <summary>Takes characters that need no quotation marks; perhaps none.</summary>
    public string Unquoted(bool dots = false)
    {
        var start = Position;
        while (!IsAtEnd && !char.IsWhiteSpace(Current) && !NotInUnquoted.Contains(Current) && (dots || Current != '.') && !IsComment)
        {
            if (char.IsControl(Current) || Current == '\uFFFD')
            {
                throw new FormatException($"line {Line} is no text");
            }

            Skip();
        }

        return text[start..Position];
    }

    /// <summary>Takes a quotation. Three marks quote everything up to the next three.</summary>
    public string Quoted()
    {
        const string Three = "\"\"\"";
        var marks = Begins(Three) ? Three.Length : 1;
        for (var at = Position + marks; at < text.Length; at++)
        {
            if (marks == 1 && text[at] == '\n')
            {
                break;
            }

            if (marks == 1 && text[at] == '\\')
            {
                at++;
            }
            else if (string.CompareOrdinal(text, at, Three, 0, marks) == 0)
            {
                var content = text[(Position + marks)..at];
                Line += content.AsSpan().Count('\n');
                Position = at + marks;
                return content;
            }
        }

        throw new FormatException($"the quotation mark in line {Line} is never closed");
    }

    /// <summary>Takes a substitution <c>${…}</c> and returns what stands between the brackets.</summary>
    public string Substitution()
    {
        var end = text.IndexOf('}', Position);
        var lineEnd = text.IndexOf('\n', Position);
        if (!Begins("${") || end < 0 || (lineEnd >= 0 && lineEnd < end))
        {
            throw new FormatException($"the '$' in line {Line} begins no ${{name}}");
        }

        var target = text[(Position + 2)..end].Trim();
        Position = end + 1;
        return target;
    }

    public void SkipBlankAndCommas()
    {
        do
        {
            SkipBlank();
        }
        while (TryTake(','));
    }

    /// <summary>Skips white space, line ends and comments.</summary>
    public void SkipBlank()
    {
        while (true)
        {
            SkipSpaces();
            if (IsComment)
            {
                Position = text.IndexOf('\n', Position) is var end and >= 0 ? end : text.Length;
            }
            else if (TryTake('\n'))
            {
                Line++;
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Skips white space within the line.</summary>
    public void SkipSpaces()
    {
        while (!IsAtEnd && Current != '\n' && char.IsWhiteSpace(Current))
        {
            Skip();
        }
    }

    private bool Begins(string with) => string.CompareOrdinal(text, Position, with, 0, with.Length) == 0;
}
