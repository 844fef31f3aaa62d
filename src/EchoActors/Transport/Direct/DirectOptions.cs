using Akka.Configuration;
using EchoActors.Configuration;

namespace EchoActors.Transport.Direct;

/// <summary>How the direct transport runs: <c>echoactors.direct</c>.</summary>
/// <param name="Loops">How many event loops there are; 0 where Akka.IO takes their place.</param>
internal sealed record DirectOptions(int Loops)
{
    private const string ConfigPath = "echoactors.direct";

    private static readonly Setting<int> LoopsSetting = Setting.Count($"{ConfigPath}.loops", 1, 1024);

    /// <summary>Reads <c>echoactors.direct</c>. Only Linux has event loops.</summary>
    /// <exception cref="SettingsException">A setting is unknown or out of range; the message names it.</exception>
    public static DirectOptions FromConfig(Config config)
    {
        var reader = new SettingsReader(config, ConfigPath);
        var loops = reader.ValueOr(LoopsSetting, "auto", "off") ?? (reader.IsAuto("loops") ? Environment.ProcessorCount : 0);
        return new DirectOptions(OperatingSystem.IsLinux() ? loops : 0);
    }
}
