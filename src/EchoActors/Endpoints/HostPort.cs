using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EchoActors;

/// <summary>
/// Where to listen or to connect: a host name or address and a TCP port, written <c>name:3000</c>,
/// <c>192.0.2.1:3000</c> or <c>[2001:db8::1]:3000</c> (brackets as in RFC 3986, section 3.2.2). It resolves no name.
/// </summary>
public sealed record HostPort
{
    // RFC 1035, section 2.3.4.
    private const int LongestHost = 255;

    private const string MulticastMistake = "is a multicast address: TCP connects two hosts, so write the address of one.";

    /// <summary>Makes an address from its parts.</summary>
    /// <param name="host">A host name or an IP address, without brackets; not empty.</param>
    /// <param name="port">0 to 65,535; 0 asks the system for a free port when listening.</param>
    /// <exception cref="ArgumentException"><paramref name="host"/> is empty or blank.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is out of range.</exception>
    public HostPort(string host, int port)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        Host = host;
        Port = port;
    }

    /// <summary>The host name or IP address, without brackets.</summary>
    public string Host { get; }

    /// <summary>The TCP port, 0 to 65,535.</summary>
    public int Port { get; }

    /// <summary>The address and port of <paramref name="endPoint"/>; an IPv4 address mapped into IPv6 is shown as IPv4.</summary>
    public static HostPort From(EndPoint endPoint) => endPoint switch
    {
        IPEndPoint ip => new HostPort(Unmapped(ip.Address).ToString(), ip.Port),
        DnsEndPoint dns => new HostPort(dns.Host, dns.Port),
        _ => throw new ArgumentException($"{endPoint} is neither an IP end point nor a name with a port.", nameof(endPoint)),
    };

    /// <summary>Reads <c>HOST:PORT</c>; an IPv6 address must stand in brackets.</summary>
    /// <exception cref="FormatException">The text is not of that form; the message says what would be right.</exception>
    public static HostPort Parse(string text) =>
        TryParse(text, out var result, out var mistake) ? result : throw new FormatException(mistake);

    /// <summary>Reads <c>HOST:PORT</c> and, where it can't, says in one sentence what was wrong and what would be right.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out HostPort? result, [NotNullWhen(false)] out string? mistake)
    {
        result = null;
        mistake = null;
        var colon = text.LastIndexOf(':');
        var bracketed = text.StartsWith('[');
        var host = colon < 0 ? text : text[..colon];
        if (colon < 0 || text.EndsWith(']'))
        {
            mistake = $"'{text}' has no port: write HOST:PORT, for example 127.0.0.1:3000 or [::1]:3000.";
        }
        else if (bracketed ? !host.EndsWith(']') || !IsIPv6(host[1..^1]) : host.Contains(':'))
        {
            mistake = $"'{text}' is not HOST:PORT: an IPv6 address stands in brackets, for example [::1]:3000.";
        }
        else if (string.IsNullOrWhiteSpace(host))
        {
            mistake = $"'{text}' has no host: write HOST:PORT, for example 127.0.0.1:3000.";
        }
        else if (!ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            mistake = $"'{text[(colon + 1)..]}' in '{text}' is not a port: ports are 0 to 65535.";
        }
        else if (!bracketed && !IsHost(host))
        {
            mistake = $"'{host}' in '{text}' is neither a host name nor an IP address.";
        }
        else if (IsMulticast(bracketed ? host[1..^1] : host))
        {
            mistake = $"'{host}' in '{text}' {MulticastMistake}";
        }
        else
        {
            result = new HostPort(bracketed ? host[1..^1] : host, port);
        }

        return result is not null;
    }

    /// <summary>Reads a host without a port: a name, an IPv4 address, or an IPv6 address with or without brackets.</summary>
    /// <param name="text">The text to read.</param>
    /// <param name="host">The host, without brackets.</param>
    /// <param name="mistake">One sentence that says what was wrong and what would be right.</param>
    public static bool TryParseHost(
        string text, [NotNullWhen(true)] out string? host, [NotNullWhen(false)] out string? mistake)
    {
        var bare = text.StartsWith('[') && text.EndsWith(']') ? text[1..^1] : text;
        var isHost = bare == text
            ? IsHost(bare)
            : IsIPv6(bare);
        host = isHost && !IsMulticast(bare) ? bare : null;
        mistake = host is not null ? null : isHost ? $"'{text}' {MulticastMistake}" : TryParse(text, out _, out _)
            ? $"'{text}' has a port: write only the host name or IP address."
            : $"'{text}' is neither a host name nor an IP address.";
        return host is not null;
    }

    /// <summary>The same text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    internal static IPAddress Unmapped(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool IsHost(string text) =>
        text.Length <= LongestHost && Uri.CheckHostName(text) != UriHostNameType.Unknown;

    // RFC 5771 (224.0.0.0/4) and RFC 4291, section 2.7 (ff00::/8).
    private static bool IsMulticast(string host) => IPAddress.TryParse(host, out var address)
        && (address.IsIPv6Multicast
            || (Unmapped(address) is { AddressFamily: AddressFamily.InterNetwork } ipv4 && ipv4.GetAddressBytes()[0] is >= 224 and < 240));

    private static bool IsIPv6(string text) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;
}
