namespace EchoActors.Configuration;

/// <summary>
/// Checks a HOCON text before Akka's parser reads it. That parser skips what it does not understand without an error, so
/// that settings are lost, and it overflows the stack where a substitution refers to itself.
/// </summary>
internal sealed class HoconSyntax
{
    private const int DeepestNesting = 64;

    private readonly HoconScanner _text;
    private readonly List<HoconName> _roots = [];
    private readonly List<HoconReference> _references = [];
    private int _depth;

    private HoconSyntax(string text) => _text = new HoconScanner(text);

    /// <summary>The names at the top of the text, each once for every time it is given.</summary>
    public IReadOnlyList<HoconName> Roots => _roots;

    /// <summary>The substitutions <c>${…}</c> of the text.</summary>
    public IReadOnlyList<HoconReference> References => _references;

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
        _text.SkipBlank();
        if (_text.Current == '{')
        {
            Object([]);
            _text.SkipBlank();
            if (!_text.IsAtEnd)
            {
                throw _text.Current is '}' or ']' ? ClosesNothing() : new FormatException($"line {_text.Line} is after the last bracket");
            }
        }
        else
        {
            Fields([], opened: null);
        }
    }

    private void Object(string[] path)
    {
        var opened = _text.Line;
        Deeper();
        _text.Skip();
        Fields(path, opened);
        _depth--;
    }

    private void Fields(string[] path, int? opened)
    {
        while (true)
        {
            _text.SkipBlankAndCommas();
            if (_text.IsAtEnd)
            {
                if (opened is { } line)
                {
                    throw NeverClosed('{', line);
                }

                return;
            }

            if (_text.Current == '}' && opened is not null)
            {
                _text.Skip();
                return;
            }

            if (_text.Current is '}' or ']')
            {
                throw ClosesNothing();
            }

            Field(path);
        }
    }

    private void Field(string[] path)
    {
        var line = _text.Line;
        var name = Name(path);
        _text.SkipBlank();
        if (_text.Current == '{')
        {
            Value(name, line);
        }
        else if (_text.Current is '=' or ':')
        {
            _text.Skip();
            _text.SkipSpaces();
            if (_text.IsAtEndOfLine)
            {
                _text.SkipBlank();
                if (_text.Current is not ('{' or '[' or '"' or '$'))
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
        var line = _text.Line;
        var parts = new List<string>(path);
        do
        {
            var isQuoted = _text.Current == '"';
            var part = isQuoted ? _text.Quoted() : _text.Unquoted();
            _text.SkipSpaces();
            if (_text.Current == '+' || (_text.Current == '=' && part.EndsWith('+')))
            {
                throw new FormatException($"the '+=' in line {_text.Line} is not supported: give the whole list with '='");
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
        while (_text.TryTake('.'));

        if (parts[^1] == "include" && parts.Count == path.Length + 1 && _text.Current is not ('=' or ':' or '{'))
        {
            throw new FormatException($"line {line} includes another file, which is not supported: give each file by itself");
        }

        return [.. parts];
    }

    private void Value(string[] path, int line)
    {
        var start = _text.Position;
        while (true)
        {
            _text.SkipSpaces();
            if (_text.IsAtEndOfLine || _text.Current is ',' or '}' or ']')
            {
                break;
            }

            switch (_text.Current)
            {
                case '{':
                    Object(path);
                    break;
                case '[':
                    Array(path);
                    break;
                case '"':
                    _text.Quoted();
                    break;
                case '$':
                    Substitution(path);
                    break;
                default:
                    if (_text.Unquoted(dots: true).Length == 0)
                    {
                        throw new FormatException(
                            $"the '{_text.Current}' in line {_text.Line} is not expected: quote a value that holds one, and begin each setting on a line of its own");
                    }

                    break;
            }
        }

        if (_text.Position == start)
        {
            throw new FormatException($"{string.Join('.', path)} in line {line} has no value");
        }
    }

    private void Array(string[] path)
    {
        var opened = _text.Line;
        Deeper();
        _text.Skip();
        while (true)
        {
            _text.SkipBlankAndCommas();
            if (_text.IsAtEnd)
            {
                throw NeverClosed('[', opened);
            }

            if (_text.TryTake(']'))
            {
                _depth--;
                return;
            }

            if (_text.Current == '}')
            {
                throw ClosesNothing();
            }

            Value(path, _text.Line);
        }
    }

    private void Substitution(string[] path)
    {
        var target = _text.Substitution();
        if (target.StartsWith('?'))
        {
            throw new FormatException($"${{{target}}} in line {_text.Line} is optional, which is not supported: leave out the '?'");
        }

        _references.Add(new HoconReference(path, [.. target.Split('.').Select(part => part.Trim().Trim('"'))], _text.Line));
    }

    private void Deeper()
    {
        if (++_depth > DeepestNesting)
        {
            throw new FormatException($"the '{_text.Current}' in line {_text.Line} is the {DeepestNesting + 1}th inside another: {DeepestNesting} are the most");
        }
    }

    private FormatException ClosesNothing() => new($"the '{_text.Current}' in line {_text.Line} closes nothing");

    private static FormatException NeverClosed(char bracket, int line) => new($"the '{bracket}' in line {line} is never closed");

    private static FormatException NoSetting(int line) =>
        new($"line {line} is neither a setting nor a section: write name = value or name {{ … }}");
}
