using Akka.Configuration;

namespace EchoActors.Configuration;

/// <summary>The default of every setting: this library's embedded <c>reference.conf</c>.</summary>
public static class ReferenceConfig
{
    /// <summary>The parsed <c>reference.conf</c> of the library.</summary>
    public static Config Default { get; } = Read(typeof(ReferenceConfig).Assembly, "EchoActors.reference.conf");

    /// <summary>Parses an embedded <c>reference.conf</c> of another assembly.</summary>
    public static Config Read(System.Reflection.Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no embedded {resource}.");
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
