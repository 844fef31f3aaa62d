using Akka.Configuration;

namespace EchoActors.Mesh.Tests;

/// <summary>The deployable files of <c>hocon/</c>.</summary>
internal static class HoconFiles
{
    public static Config Read(string file) =>
        ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", file)));
}
