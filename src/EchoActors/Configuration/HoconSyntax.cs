using System.Buffers;

namespace EchoActors.Configuration;

/// <summary>
/// Checks a HOCON text before Akka's parser reads it. That parser skips what it does not understand without an error, so
/// that settings are lost, and it overflows the stack where a substitution refers to itself.
/// </summary>
internal sealed class HoconSyntax
{
    private const int DeepestNesting = 64;

    private static readonly SearchValues<char> NotInUnquoted = SearchValues.Create("$\"{}[]:=,#`^?!@*&\\");

    private readonly string _text;
    private readonly List<HoconName> _roots = [];
    private readonly List<HoconReference> _references = [];
    private int _at;
    private int _line = 1;
    private int _depth;

    private HoconSyntax(string text) => _text = text;

    /// <summary>The names at the top of the text, each once for every time it is given.</summary>
    public IReadOnlyList<HoconName> Roots => _roots;

    /// <summary>The substitutions <c>${…}</c> of the text.</summary>
    public IReadOnlyList<HoconReference> References => _references;

    private bool IsAtEnd => _at >= _text.Length;

    private char Current => IsAtEnd ? '\0' : _text[_at];

    /// <summary>Checks <paramref name="text"/>.</summary>
    /// <exception cref="FormatException">The message says in half a sentence what is wrong, and in which line.</exception>
    public static HoconSyntax Check(string text)
    {
        var syntax = new HoconSyntax(text);
        syntax.Root();
        if (HoconReference.Cycle(syntax.References) is { } cycle)
        {
            throw new FormatException($"{cycle} refers to itself");
        }

        return syntax;
    }

    private void Root()
    {
        SkipBlank();
        if (Current == '{')
        {
            Object([]);
            SkipBlank();
            if (!IsAtEnd)
            {
                throw Current is '}' or ']' ? ClosesNothing() : new FormatException($"line {_line} stands behind the last bracket");
            }
        }
        else
        {
            Fields([], opened: null);
        }
    }

    private void Object(string[] path)
    {
        var opened = _line;
        Deeper();
        _at++;
        Fields(path, opened);
        _depth--;
    }

    private void Fields(string[] path, int? opened)
    {
        while (true)
        {
            SkipBlankAndCommas();
            if (IsAtEnd)
            {
                if (opened is { } line)
                {
                    throw NeverClosed('{', line);
                }

                return;
            }

            if (Current == '}' && opened is not null)
            {
                _at++;
                return;
            }

            if (Current is '}' or ']')
            {
                throw ClosesNothing();
            }

            Field(path);
        }
    }

    private void Field(string[] path)
    {
        var line = _line;
        var name = Name(path);
        SkipBlank();
        if (Current == '{')
        {
            Value(name, line);
        }
        else if (Current is '=' or ':')
        {
            _at++;
            SkipSpaces();
            if (IsAtEnd || Current == '\n' || IsComment())
            {
                SkipBlank();
                if (Current is not ('{' or '[' or '"' or '$'))
                {
                    throw new FormatException($"{string.Join('.', name)} in line {line} has no value");
                }
            }

            Value(name, line);
        }
        else
        {
            throw NoSetting(line);
        }
    }

    private string[] Name(string[] path)
    {
        var line = _line;
        var parts = new List<string>(path);
        do
        {
            var isQuoted = Current == '"';
            var part = isQuoted ? Quoted() : Unquoted();
            SkipSpaces();
            if (Current == '+' || (Current == '=' && part.EndsWith('+')))
            {
                throw new FormatException($"the '+=' in line {_line} is not supported: give the whole list with '='");
            }

            if (part.Length == 0)
            {
                throw NoSetting(line);
            }

            // A quoted name that holds a dot is one name, not a path. Types are named so, below akka.
            if (isQuoted && part.Contains('.') && (parts.Count == 0 || parts[0] == "echoactors"))
            {
                throw new FormatException($"\"{part}\" in line {line} is one name and no path: leave out the quotation marks");
            }

            parts.Add(part);
            if (path.Length == 0 && parts.Count == 1)
            {
                _roots.Add(new HoconName(part, line));
            }
        }
        while (TryTake('.'));

        if (parts[^1] == "include" && parts.Count == path.Length + 1 && Current is not ('=' or ':' or '{'))
        {
            throw new FormatException($"line {line} includes another file, which is not supported: give each file by itself");
        }

        return [.. parts];
    }

    private void Value(string[] path, int line)
    {
        var start = _at;
        while (true)
        {
            SkipSpaces();
            if (IsAtEnd || Current is '\n' or ',' or '}' or ']' || IsComment())
            {
                break;
            }

            switch (Current)
            {
                case '{':
                    Object(path);
                    break;
                case '[':
                    Array(path);
                    break;
                case '"':
                    Quoted();
                    break;
                case '$':
                    Substitution(path);
                    break;
                default:
                    if (Unquoted(dots: true).Length == 0)
                    {
                        throw new FormatException(
                            $"the '{Current}' in line {_line} is not expected: quote a value that holds one, and begin each setting on a line of its own");
                    }

                    break;
            }
        }

        if (_at == start)
        {
            throw new FormatException($"{string.Join('.', path)} in line {line} has no value");
        }
    }

    private void Array(string[] path)
    {
        var opened = _line;
        Deeper();
        _at++;
        while (true)
        {
            SkipBlankAndCommas();
            if (IsAtEnd)
            {
                throw NeverClosed('[', opened);
            }

            if (TryTake(']'))
            {
                _depth--;
                return;
            }

            if (Current == '}')
            {
                throw ClosesNothing();
            }

            Value(path, _line);
        }
    }

    private void Substitution(string[] path)
    {
        var end = _text.IndexOf('}', _at);
        var lineEnd = _text.IndexOf('\n', _at);
        if (!Begins("${") || end < 0 || (lineEnd >= 0 && lineEnd < end))
        {
            throw new FormatException($"the '$' in line {_line} begins no ${{name}}");
        }

        var target = _text[(_at + 2)..end].Trim();
        if (target.StartsWith('?'))
        {
            throw new FormatException($"${{{target}}} in line {_line} is optional, which is not supported: leave out the '?'");
        }

        _references.Add(new HoconReference(path, [.. target.Split('.').Select(part => part.Trim().Trim('"'))], _line));
        _at = end + 1;
    }

    private string Unquoted(bool dots = false)
    {
        var start = _at;
        while (!IsAtEnd && !char.IsWhiteSpace(Current) && !NotInUnquoted.Contains(Current) && (dots || Current != '.') && !IsComment())
        {
            if (char.IsControl(Current) || Current == '\uFFFD')
            {
                throw new FormatException($"line {_line} is no text");
            }

            _at++;
        }

        return _text[start.._at];
    }

    // Three marks quote everything up to the next three.
    private string Quoted()
    {
        const string Three = "\"\"\"";
        var marks = Begins(Three) ? Three.Length : 1;
        for (var at = _at + marks; at < _text.Length; at++)
        {
            if (marks == 1 && _text[at] == '\n')
            {
                break;
            }

            if (marks == 1 && _text[at] == '\\')
            {
                at++;
            }
            else if (string.CompareOrdinal(_text, at, Three, 0, marks) == 0)
            {
                var content = _text[(_at + marks)..at];
                _line += content.AsSpan().Count('\n');
                _at = at + marks;
                return content;
            }
        }

        throw new FormatException($"the quotation mark in line {_line} is never closed");
    }

    private void SkipBlankAndCommas()
    {
        do
        {
            SkipBlank();
        }
        while (TryTake(','));
    }

    private void SkipBlank()
    {
        while (true)
        {
            SkipSpaces();
            if (IsComment())
            {
                _at = _text.IndexOf('\n', _at) is var end and >= 0 ? end : _text.Length;
            }
            else if (TryTake('\n'))
            {
                _line++;
            }
            else
            {
                return;
            }
        }
    }

    private void SkipSpaces()
    {
        while (!IsAtEnd && Current != '\n' && char.IsWhiteSpace(Current))
        {
            _at++;
        }
    }

    private bool TryTake(char expected)
    {
        if (Current != expected || IsAtEnd)
        {
            return false;
        }

        _at++;
        return true;
    }

    private bool IsComment() => Current == '#' || Begins("//");

    private bool Begins(string with) => string.CompareOrdinal(_text, _at, with, 0, with.Length) == 0;

    private void Deeper()
    {
        if (++_depth > DeepestNesting)
        {
            throw new FormatException($"the '{Current}' in line {_line} is the {DeepestNesting + 1}th inside another: {DeepestNesting} are the most");
        }
    }

    private FormatException ClosesNothing() => new($"the '{Current}' in line {_line} closes nothing");

    private static FormatException NeverClosed(char bracket, int line) => new($"the '{bracket}' in line {line} is never closed");

    private static FormatException NoSetting(int line) =>
        new($"line {line} is neither a setting nor a section: write name = value or name {{ … }}");
}
