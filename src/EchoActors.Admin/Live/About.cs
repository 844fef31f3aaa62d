using System.Diagnostics;
using System.Reflection;
using EchoActors.Server;

namespace EchoActors.Admin.Live;

/// <summary>Which program this is, and since when it runs.</summary>
internal static class About
{
    /// <summary>The version, as its packages have it.</summary>
    public static string Version { get; } =
        typeof(EchoServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    /// <summary>When the process began.</summary>
    public static DateTimeOffset StartedAt { get; } = new(Process.GetCurrentProcess().StartTime.ToUniversalTime());
}
