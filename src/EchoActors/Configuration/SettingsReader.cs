using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace EchoActors.Configuration;

/// <summary>
/// Reads one section of HOCON into values, or fails with a sentence that names the setting. The settings that exist are
/// those that the section's <c>reference.conf</c> lists; any other is refused as misspelt.
/// </summary>
public sealed class SettingsReader
{
    private const string OrOff = ", or off";

    private readonly Config _section;
    private readonly string _path;

    /// <summary>Opens <paramref name="path"/> of <paramref name="config"/>, with our <c>reference.conf</c> behind it.</summary>
    /// <exception cref="SettingsException">The section holds a setting that does not exist, or is none.</exception>
    public SettingsReader(Config config, string path)
        : this(config, path, ReferenceConfig.Default)
    {
    }

    /// <summary>Opens <paramref name="path"/> of <paramref name="config"/>, with <paramref name="reference"/> behind it.</summary>
    /// <exception cref="SettingsException">The section holds a setting that does not exist, or is none.</exception>
    public SettingsReader(Config config, string path, Config reference)
    {
        _path = path;
        if (config.HasPath(path))
        {
            RefuseUnknown(config.GetValue(path), reference.GetValue(path), path);
        }

        _section = config.WithFallback(reference).GetConfig(path);
    }

    /// <summary>A duration of at least <paramref name="least"/>.</summary>
    public TimeSpan Duration(string key, TimeSpan least) =>
        ReadDuration(key, Text(key), least, orOff: "");

    /// <summary>A duration of at least <paramref name="least"/>, or <see langword="null"/> for <c>off</c>.</summary>
    public TimeSpan? OptionalDuration(string key, TimeSpan least)
    {
        var text = Text(key);
        return IsOff(text) ? null : ReadDuration(key, text, least, OrOff);
    }

    /// <summary>A size in bytes from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public int Size(string key, int least, int most)
    {
        var text = Text(key);
        return Quantity.TryParseSize(text, out var bytes) && bytes >= least && bytes <= most
            ? (int)bytes
            : throw Wrong(key, text, $"a size from {least:N0} to {most:N0} bytes, for example 64KiB");
    }

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public int Count(string key, int least, int most) =>
        ReadCount(key, Text(key), least, most, orOff: "");

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>, or <see langword="null"/> for <c>off</c>.</summary>
    public int? OptionalCount(string key, int least, int most)
    {
        var text = Text(key);
        return IsOff(text) ? null : ReadCount(key, text, least, most, OrOff);
    }

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public double Number(string key, double least, double most)
    {
        var text = Text(key);
        return double.TryParse(
            text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most
            ? number
            : throw Wrong(key, text, $"a number from {least} to {most}");
    }

    /// <summary><c>on</c> or <c>off</c>.</summary>
    public bool Switch(string key) => Choice(key, ("on", true), ("off", false), ("true", true), ("false", false));

    /// <summary>The value that belongs to one of the words in <paramref name="choices"/>.</summary>
    public T Choice<T>(string key, params (string Word, T Value)[] choices)
    {
        var text = Text(key);
        var found = Array.FindIndex(choices, choice => choice.Word.Equals(text, StringComparison.OrdinalIgnoreCase));
        return found >= 0
            ? choices[found].Value
            : throw Wrong(key, text, $"one of {string.Join(", ", choices.Select(choice => choice.Word))}");
    }

    /// <summary>A list of addresses, each <c>HOST:PORT</c>; at least <paramref name="least"/> of them.</summary>
    public IReadOnlyList<HostPort> Addresses(string key, int least)
    {
        var texts = Texts(key);
        if (texts.Count < least)
        {
            throw Wrong(key, $"[{string.Join(", ", texts)}]", $"a list of at least {least} HOST:PORT");
        }

        return [.. texts.Select(text => HostPort.TryParse(text, out var address, out var mistake)
            ? address
            : throw new SettingsException($"{_path}.{key}: {mistake}"))];
    }

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        try
        {
            return [.. _section.GetStringList(key)];
        }
        catch (Exception e) when (e is not SettingsException)
        {
            throw Wrong(key, Text(key), "a list, for example [\"a\", \"b\"]");
        }
    }

    /// <summary>The text of a setting.</summary>
    public string Text(string key)
    {
        try
        {
            return _section.GetString(key)?.Trim() ?? "";
        }
        catch (Exception e) when (e is not SettingsException)
        {
            throw new SettingsException($"{_path}.{key} can't be read: {e.Message}");
        }
    }

    private TimeSpan ReadDuration(string key, string text, TimeSpan least, string orOff) =>
        Quantity.TryParseDuration(text, out var duration) && duration >= least
            ? duration
            : throw Wrong(key, text, $"a duration of at least {Quantity.Format(least)}, for example 10s{orOff}");

    private int ReadCount(string key, string text, int least, int most, string orOff) =>
        Quantity.TryParseCount(text, out var count) && count >= least && count <= most
            ? (int)count
            : throw Wrong(key, text, $"a whole number from {least:N0} to {most:N0}{orOff}");

    private static bool IsOff(string text) => text.Equals("off", StringComparison.OrdinalIgnoreCase);

    private SettingsException Wrong(string key, string text, string right) =>
        new($"{_path}.{key} is '{text}': it must be {right}.");

    private static void RefuseUnknown(HoconValue given, HoconValue known, string path)
    {
        if (!given.IsObject())
        {
            throw new SettingsException($"{path} is {given}: it must be a section, for example {path} {{ … }}.");
        }

        var existing = known.GetObject().Items;
        foreach (var (key, value) in given.GetObject().Items)
        {
            if (!existing.TryGetValue(key, out var reference))
            {
                throw new SettingsException(
                    $"{path}.{key} does not exist: {path} has {string.Join(", ", existing.Keys.Order(StringComparer.Ordinal))}.");
            }

            if (reference.IsObject())
            {
                RefuseUnknown(value, reference, $"{path}.{key}");
            }
        }
    }
}
