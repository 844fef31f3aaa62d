using Akka.Configuration;
using EchoActors.Admin;
using EchoActors.Configuration;
using EchoActors.Dispatch;
using EchoActors.Mesh;
using EchoActors.Transport.Direct;

namespace EchoActors.Cli;

/// <summary>Reads the HOCON files of <c>--config</c>; a later file overrides an earlier one.</summary>
internal static class ConfigurationFiles
{
    private const string Ours = "echoactors";
    private const string Akkas = "akka";
    private const string Scheduler = "akka.scheduler";

    private static readonly Setting<TimeSpan> Tick = Setting.Duration($"{Scheduler}.tick-duration", TimeSpan.FromMilliseconds(10)); // as Akka has it

    public static Config Read(IEnumerable<string> paths)
    {
        var read = paths.Aggregate(Config.Empty, (before, path) => ReadFile(path).WithFallback(before));
        RefuseMisspelt(read);
        RefuseWhatFailsUnseen(read);
        AkkaSettings.Check(read);
        return read;
    }

    // One file may hold the sections of every command.
    private static void RefuseMisspelt(Config config)
    {
        Check("server", () => ReferenceConfig.Default);
        Check("client", () => ReferenceConfig.Default);
        Check("admin", () => ReferenceConfig.Read(typeof(AdminOptions).Assembly, "EchoActors.Admin.reference.conf"));
        Check("mesh", () => ReferenceConfig.Read(typeof(MeshOptions).Assembly, "EchoActors.Mesh.reference.conf"));

        void Check(string section, Func<Config> reference)
        {
            if (config.HasPath($"{Ours}.{section}"))
            {
                _ = new SettingsReader(config, $"{Ours}.{section}", reference());
            }
        }
    }

    // These are read deep in the start of an actor system, where an error has no name, or not by every command.
    private static void RefuseWhatFailsUnseen(Config config)
    {
        _ = DirectOptions.FromConfig(config);
        _ = RunToCompletionOptions.FromConfig(config);
        if (config.HasPath(Scheduler))
        {
            _ = new SettingsReader(config, Scheduler, ConfigurationFactory.Default()).Value(Tick);
        }
    }

    private static Config ReadFile(string path)
    {
        var origin = $"the configuration file {path}";
        var (config, syntax) = HoconText.Read(HoconText.FileText(path), origin);
        var variables = syntax.References.Select(reference => reference.Target[0]).ToHashSet(StringComparer.Ordinal);
        return syntax.Roots.FirstOrDefault(root => root.Text is not (Ours or Akkas) && !variables.Contains(root.Text)) is { } unknown
            ? throw new SettingsException(
                $"{origin} can't be used: {unknown.Text} in line {unknown.Line} is neither {Ours} nor {Akkas}, and no ${{{unknown.Text}}} uses it.")
            : config;
    }
}
