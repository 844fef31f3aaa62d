using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;

namespace EchoActors.Cli;

/// <summary>Where remoting listens and what other nodes connect to: <c>akka.remote.dot-netty.tcp</c> of one node.</summary>
internal static class ClusterAddress
{
    private const string Section = "akka.remote.dot-netty.tcp";
    private const string SeedNodes = "akka.cluster.seed-nodes";

    // A resolver that is silent would hold up the start; what depends on these names has a default.
    private static readonly TimeSpan ResolveTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Finds the addresses of a name.</summary>
    public delegate Task<IPAddress[]> Resolver(string host);

    /// <summary>
    /// Checks and resolves the cluster address of a node. Akka reports what it finds wrong as a stack of five wrapped
    /// exceptions, so the address is bound here first.
    /// </summary>
    /// <param name="node">The node with its settings.</param>
    /// <param name="resolve">Finds the addresses of a name; left out, the system does.</param>
    /// <returns>
    /// The node with the address to bind in place of a name. Akka.Remote knows one family for all names: IPv6 for a node that
    /// others reach by IPv6 only, or whose seeds have names with IPv6 addresses only. The former listens on every IPv6 address
    /// as well where it is told to listen on every IPv4 address.
    /// </returns>
    /// <exception cref="UsageException">The address is none that a node can have; the message says why.</exception>
    /// <exception cref="ClusterBindException">The address can't be bound; the message says why.</exception>
    public static async Task<MeshNodeSettings> ResolveAsync(MeshNodeSettings node, Resolver? resolve = null)
    {
        resolve ??= Dns.GetHostAddressesAsync;
        var listen = ReadListen(node.Configuration);
        var publicHost = ReadPublicHost(node.Configuration, listen.Host);
        var seeds = SeedNames(node);
        var isReachedByIPv6 = await HasOnlyIPv6Async(publicHost, resolve);
        if (isReachedByIPv6)
        {
            listen = WithIPv6(listen);
            node = node with { Server = node.Server with { Listen = [.. node.Server.Listen.Select(WithIPv6)] } };
        }

        var namesAreIPv6 = node.Configuration.HasPath($"{Section}.dns-use-ipv6")
            ? node.Configuration.GetBoolean($"{Section}.dns-use-ipv6")
            : isReachedByIPv6 || await AllHaveOnlyIPv6Async(seeds, resolve);
        var address = await AddressToBindAsync(listen, namesAreIPv6, resolve);
        var resolved = ConfigurationFactory.ParseString($$"""
            {{Section}} {
              hostname = "{{address}}"
              public-hostname = "{{publicHost}}"
              dns-use-ipv6 = {{(namesAreIPv6 ? "on" : "off")}}
            }
            """);
        return node with { Configuration = resolved.WithFallback(node.Configuration) };
    }

    private static HostPort ReadListen(Config configuration)
    {
        var host = Text(configuration, "hostname");
        _ = ReadPort(configuration, "public-port");

        // Akka takes an empty host name for all addresses.
        return new HostPort(host.Length == 0 ? IPAddress.Any.ToString() : ReadHost("hostname", host), ReadPort(configuration, "port"));
    }

    private static ushort ReadPort(Config configuration, string setting)
    {
        var text = Text(configuration, setting);
        return ushort.TryParse(text, out var port) || text.Length == 0
            ? port
            : throw new UsageException($"{Section}.{setting} is '{text}': it must be a port from 0 to 65535.");
    }

    private static string ReadPublicHost(Config configuration, string listenHost)
    {
        var given = Text(configuration, "public-hostname");
        var host = given.Length == 0 ? listenHost : ReadHost("public-hostname", given);
        if (!IsEveryAddress(host))
        {
            return host;
        }

        throw new UsageException(given.Length == 0
            ? "the cluster address is every address of this machine, and no one can connect to all of them: say with --public-host which."
            : $"the public host is {host}, every address of this machine: it must be one that other nodes can connect to.");
    }

    private static string ReadHost(string setting, string text) => HostPort.TryParseHost(text, out var host, out var mistake)
        ? host
        : throw new UsageException($"{Section}.{setting}: {mistake}");

    private static string Text(Config configuration, string setting)
    {
        try
        {
            return configuration.GetString($"{Section}.{setting}")?.Trim() ?? "";
        }
        catch (Exception e) when (e is not UsageException)
        {
            throw new UsageException($"{Section}.{setting} can't be read: {e.Message}");
        }
    }

    private static bool IsEveryAddress(string host) =>
        IPAddress.TryParse(host, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));

    private static EchoListenerOptions WithIPv6(EchoListenerOptions listener) =>
        listener.Address is { Scheme: EndpointScheme.Tcp, Address: { } address } ? listener with { Address = WithIPv6(address) } : listener;

    private static HostPort WithIPv6(HostPort listen) =>
        listen.Host == IPAddress.Any.ToString() ? new HostPort(IPAddress.IPv6Any.ToString(), listen.Port) : listen;

    private static List<string> SeedNames(MeshNodeSettings node) =>
    [
        .. node.Seeds.Select(seed => seed.Host)
            .Concat(node.Configuration.GetStringList(SeedNodes, []).Select(HostOfSeed))
            .Where(host => Uri.CheckHostName(host) == UriHostNameType.Dns)
            .Distinct(),
    ];

    // A node of an actor system with another name is never let in, and Akka does not say why.
    private static string HostOfSeed(string seed) => Address.TryParse(seed, out var address) && address is { System: EchoHost.SystemName, Host: { } host, Port: not null }
        ? host
        : throw new UsageException($"{SeedNodes} has '{seed}': a seed is akka.tcp://{EchoHost.SystemName}@HOST:PORT; or give --seed HOST:PORT.");

    private static async Task<bool> AllHaveOnlyIPv6Async(List<string> names, Resolver resolve) =>
        names.Count > 0 && Array.TrueForAll(await Task.WhenAll(names.Select(name => HasOnlyIPv6Async(name, resolve))), hasOnlyIPv6 => hasOnlyIPv6);

    private static async Task<bool> HasOnlyIPv6Async(string host, Resolver resolve)
    {
        try
        {
            var addresses = await ResolveAsync(host, resolve).WaitAsync(ResolveTimeout);
            return addresses.Length > 0 && addresses.All(address => address.AddressFamily == AddressFamily.InterNetworkV6);
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            return false; // a name that only the other nodes can resolve
        }
    }

    private static async Task<IPAddress> AddressToBindAsync(HostPort listen, bool namesAreIPv6, Resolver resolve)
    {
        try
        {
            var addresses = await ResolveAsync(listen.Host, resolve);
            var preferred = namesAreIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
            var address = Array.Find(addresses, each => each.AddressFamily == preferred) ?? addresses[0];
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, listen.Port));
            socket.Listen();
            return address;
        }
        catch (SocketException e)
        {
            throw new ClusterBindException($"the cluster address {listen} can't be bound: {Cause(e, listen.Host)}. Choose another with --cluster.");
        }
    }

    private static async Task<IPAddress[]> ResolveAsync(string host, Resolver resolve) =>
        IPAddress.TryParse(host, out var address) ? [address] : await resolve(host);

    private static string Cause(SocketException e, string host) => BindFailure.Reason(e.SocketErrorCode, host) ?? e.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "no address of that name is known",
        SocketError.AddressFamilyNotSupported => "this machine does not have that address family",
        _ => e.Message,
    };
}
