using System.Text.RegularExpressions;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using Akka.Discovery;
using Akka.DistributedData;
using Akka.Management.Dsl;
using Akka.Remote;
using EchoActors.Configuration;

namespace EchoActors.Cli;

/// <summary>
/// Checks the <c>akka</c> section of a configuration against Akka's own reference: what is a section there, a list, or a
/// number, duration or switch, must be one here. Akka itself reports a wrong value deep in its start, mostly without the name
/// of the setting, or not at all.
/// </summary>
internal static partial class AkkaSettings
{
    private const string Root = "akka";

    /// <summary>Checks the settings below <c>akka</c>.</summary>
    /// <exception cref="SettingsException">A section does not exist, or a value is of another kind; the message names it.</exception>
    public static void Check(Config config)
    {
        if (config.HasPath(Root))
        {
            Check(Root, config.GetValue(Root), Reference(config).GetValue(Root));
        }
    }

    // Remoting, the cluster and discovery are loaded only for a file that sets them.
    private static Config Reference(Config given)
    {
        var reference = ConfigurationFactory.Default();
        if (given.HasPath("akka.remote"))
        {
            reference = ConfigurationFactory.FromResource<RemoteActorRefProvider>("Akka.Remote.Configuration.Remote.conf").WithFallback(reference);
        }

        if (given.HasPath("akka.management"))
        {
            reference = AkkaManagementProvider.DefaultConfiguration().WithFallback(reference);
        }

        if (given.HasPath("akka.discovery"))
        {
            reference = DiscoveryProvider.DefaultConfiguration().WithFallback(reference);
        }

        return given.HasPath("akka.cluster") ? ClusterReference().WithFallback(reference) : reference;
    }

    private static Config ClusterReference() => DistributedData.DefaultConfig()
        .WithFallback(ConfigurationFactory.FromResource<Cluster>("Akka.Cluster.Configuration.Cluster.conf"));

    private static void Check(string path, HoconValue given, HoconValue known)
    {
        if (known.IsObject())
        {
            CheckSection(path, given, known.GetObject().Items);
        }
        else if (given.IsObject())
        {
            throw new SettingsException($"{path} is a section: it must be a value such as its default, {Text(known)}.");
        }
        else if (IsList(known))
        {
            if (!IsList(given))
            {
                throw new SettingsException($"{path} is {given}: it must be a list, for example [\"{given}\"].");
            }
        }
        else if (Measure().IsMatch(known.GetString() ?? "") && !Measure().IsMatch(given.GetString() ?? ""))
        {
            throw new SettingsException($"{path} is '{Text(given)}': it must be a value such as its default, {Text(known)}.");
        }
    }

    private static void CheckSection(string path, HoconValue given, Dictionary<string, HoconValue> known)
    {
        if (!given.IsObject())
        {
            throw new SettingsException($"{path} is {Text(given)}: it must be a section, for example {path} {{ … }}.");
        }

        foreach (var (name, value) in given.GetObject().Items)
        {
            if (known.TryGetValue(name, out var reference))
            {
                Check($"{path}.{name}", value, reference);
            }
            else if (path == Root)
            {
                var sections = known.Keys.Union(["cluster", "discovery", "management", "remote"]).Order(StringComparer.Ordinal);
                throw new SettingsException($"{path}.{name} does not exist: {path} has {string.Join(", ", sections)}.");
            }
        }
    }

    private static bool IsList(HoconValue value) => value.Values.Count > 0 && value.Values[0] is HoconArray;

    private static string Text(HoconValue value) => IsList(value) ? "[…]" : value.GetString() ?? "nothing";

    // Akka accepts both kinds for some settings: log-dead-letters is a number or off, a timeout may be off or infinite.
    [GeneratedRegex(@"^(\d+(\.\d+)?\s*[a-zA-Z]*|on|off|true|false|yes|no|infinite|unlimited|none|undefined)$", RegexOptions.IgnoreCase)]
    private static partial Regex Measure();
}
