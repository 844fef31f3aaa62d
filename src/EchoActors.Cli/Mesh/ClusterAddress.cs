using System.Net;
using System.Net.Sockets;
using Akka.Configuration;

namespace EchoActors.Cli;

/// <summary>Where remoting listens and what other nodes connect to: <c>akka.remote.dot-netty.tcp</c> of one node.</summary>
internal static class ClusterAddress
{
    private const string Section = "akka.remote.dot-netty.tcp";

    /// <summary>
    /// Checks and resolves the cluster address of a node. Akka reports what it finds wrong as a stack of five wrapped
    /// exceptions, so the address is bound here first.
    /// </summary>
    /// <returns>
    /// The node with the address to bind in place of a name. A node that only has an IPv6 address resolves names to IPv6:
    /// Akka.Remote knows one family for all names.
    /// </returns>
    /// <exception cref="UsageException">The address can't be used; the message says why.</exception>
    public static async Task<MeshNodeSettings> ResolveAsync(MeshNodeSettings node)
    {
        var listen = ReadListen(node.Configuration);
        var publicHost = ReadPublicHost(node.Configuration, listen.Host);
        var namesAreIPv6 = node.Configuration.HasPath($"{Section}.dns-use-ipv6")
            ? node.Configuration.GetBoolean($"{Section}.dns-use-ipv6")
            : await HasOnlyIPv6Async(publicHost);
        var address = await AddressToBindAsync(listen, namesAreIPv6);
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
        var port = Text(configuration, "port");
        if (!ushort.TryParse(port, out var number))
        {
            throw new UsageException($"{Section}.port is '{port}': it must be a port from 0 to 65535.");
        }

        // Akka takes an empty host name for all addresses.
        return new HostPort(host.Length == 0 ? IPAddress.Any.ToString() : ReadHost("hostname", host), number);
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
            ? "--cluster listens on every address, and no one can connect to all of them: say with --public-host which."
            : $"--public-host is {host}, every address of this machine: it must be one that other nodes can connect to.");
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

    private static async Task<bool> HasOnlyIPv6Async(string host)
    {
        try
        {
            var addresses = await ResolveAsync(host);
            return addresses.Length > 0 && addresses.All(address => address.AddressFamily == AddressFamily.InterNetworkV6);
        }
        catch (SocketException)
        {
            return false; // a name that only the other nodes can resolve
        }
    }

    private static async Task<IPAddress> AddressToBindAsync(HostPort listen, bool namesAreIPv6)
    {
        try
        {
            var addresses = await ResolveAsync(listen.Host);
            var preferred = namesAreIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
            var address = Array.Find(addresses, each => each.AddressFamily == preferred) ?? addresses[0];
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, listen.Port));
            socket.Listen();
            return address;
        }
        catch (SocketException e)
        {
            throw new UsageException($"the cluster address {listen} can't be bound: {Cause(e)}. Choose another with --cluster.");
        }
    }

    private static async Task<IPAddress[]> ResolveAsync(string host) =>
        IPAddress.TryParse(host, out var address) ? [address] : await Dns.GetHostAddressesAsync(host);

    private static string Cause(SocketException e) => BindFailure.Reason(e.SocketErrorCode) ?? e.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "no address of that name is known",
        SocketError.AddressFamilyNotSupported => "this machine does not have that address family",
        _ => e.Message,
    };
}
