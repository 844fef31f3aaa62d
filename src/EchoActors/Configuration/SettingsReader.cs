using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace EchoActors.Configuration;

/// <summary>
/// Reads one section of HOCON into values, or throws an exception that names the setting. Only the settings that are in
/// <c>reference.conf</c> exist; any other is refused as misspelt.
/// </summary>
internal sealed class SettingsReader
{
    private const string Root = "echoactors";

    // Those of EchoActors.Admin and EchoActors.Mesh are read by these; one configuration may hold the sections of all.
    private static readonly string[] Sections =
        [.. SectionsOf(ReferenceConfig.Default).Concat(["admin", "mesh"]).Order(StringComparer.Ordinal)];

    private readonly Config _section;
    private readonly string _path;

    /// <summary>Opens <paramref name="path"/> of <paramref name="config"/>, with our <c>reference.conf</c> behind it.</summary>
    /// <exception cref="SettingsException">The section holds a setting that does not exist, or is no section.</exception>
    public SettingsReader(Config config, string path)
        : this(config, path, ReferenceConfig.Default)
    {
    }

    /// <summary>Opens <paramref name="path"/> of <paramref name="config"/>, with <paramref name="reference"/> behind it.</summary>
    /// <exception cref="SettingsException">The section holds a setting that does not exist, or is no section.</exception>
    public SettingsReader(Config config, string path, Config reference)
    {
        _path = path;
        RefuseUnknownSections(config);
        if (config.HasPath(path))
        {
            RefuseUnknown(config.GetValue(path), reference.GetValue(path), path);
        }

        _section = config.WithFallback(reference).GetConfig(path);
    }

    /// <summary>The value of <paramref name="setting"/>.</summary>
    public T Value<T>(Setting<T> setting)
        where T : struct, IComparable<T>
    {
        var text = Text(KeyOf(setting.Name));
        return setting.TryRead(text, out var value) ? value : throw new SettingsException(setting.Mistake(text));
    }

    /// <summary>The value of <paramref name="setting"/>, or <see langword="null"/> for <c>off</c>.</summary>
    public T? ValueOrOff<T>(Setting<T> setting)
        where T : struct, IComparable<T> =>
        ValueOr(setting, "off");

    /// <summary>The value of <paramref name="setting"/>, or <see langword="null"/> for <c>auto</c>.</summary>
    public T? ValueOrAuto<T>(Setting<T> setting)
        where T : struct, IComparable<T> =>
        ValueOr(setting, "auto");

    /// <summary>The value of <paramref name="setting"/>, or <see langword="null"/> for one of <paramref name="words"/>.</summary>
    public T? ValueOr<T>(Setting<T> setting, params string[] words)
        where T : struct, IComparable<T>
    {
        var text = Text(KeyOf(setting.Name));
        return words.Contains(text, StringComparer.OrdinalIgnoreCase) ? null
            : setting.TryRead(text, out var value) ? value
            : throw new SettingsException(setting.Mistake(text, words));
    }

    /// <summary>Whether it is the word <c>auto</c>.</summary>
    public bool IsAuto(string key) => Text(key).Equals("auto", StringComparison.OrdinalIgnoreCase);

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

    /// <summary>The value of a setting as HOCON has it.</summary>
    public HoconValue Raw(string key) => _section.GetValue(key);

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        var value = _section.GetValue(key);
        if (!IsList(value) || !value.GetArray().All(each => each.IsString()))
        {
            throw Wrong(key, value.IsString() ? value.GetString() : value.ToString(), "a list, for example [\"a\", \"b\"]");
        }

        return [.. _section.GetStringList(key)];
    }

    /// <summary>The text of a setting.</summary>
    public string Text(string key)
    {
        var value = _section.GetValue(key);
        return value.IsObject() || IsList(value)
            ? throw Wrong(key, value.ToString(), "one value")
            : value.GetString()?.Trim() ?? "";
    }

    internal static bool IsList(HoconValue value) => value.Values.Count > 0 && value.Values[0] is HoconArray;

    private string KeyOf(string name) => name[(_path.Length + 1)..];

    private SettingsException Wrong(string key, string text, string right) =>
        new($"{_path}.{key} is '{text}': it must be {right}.");

    // The keys inside each section are checked where the section is read.
    private static void RefuseUnknownSections(Config config)
    {
        if (SectionsOf(config).Except(Sections).FirstOrDefault() is { } unknown)
        {
            throw new SettingsException($"{Root}.{unknown} does not exist: {Root} has {string.Join(", ", Sections)}.");
        }
    }

    private static IReadOnlyCollection<string> SectionsOf(Config config)
    {
        if (!config.HasPath(Root))
        {
            return [];
        }

        var root = config.GetValue(Root);
        return root.IsObject()
            ? [.. root.GetObject().Items.Keys]
            : throw new SettingsException($"{Root} is {root}: it must hold sections, for example {Root}.server {{ … }}.");
    }

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
