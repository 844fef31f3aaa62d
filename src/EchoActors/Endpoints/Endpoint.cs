using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EchoActors;

/// <summary>
/// Where to listen or to connect, and what is there: <c>HOST:PORT</c> or <c>tcp://HOST:PORT</c>, <c>tls://HOST:PORT</c>,
/// <c>unix:/path</c> or <c>unix:@name</c>.
/// </summary>
public sealed record Endpoint
{
    // sun_path of unix(7) has 108 bytes, one of them the zero at the end of a path or the beginning of an abstract name.
    private const int LongestPath = 107;

    // What unix(7) calls a socket that was not bound: a client's.
    private const string Unnamed = "(unnamed)";

    private const string Forms = "write HOST:PORT, tls://HOST:PORT or unix:/path";

    private Endpoint(EndpointScheme scheme, HostPort? address, string? path)
    {
        Scheme = scheme;
        Address = address;
        Path = path;
    }

    /// <summary>What is there.</summary>
    public EndpointScheme Scheme { get; }

    /// <summary>The host and port; null for a Unix socket.</summary>
    public HostPort? Address { get; }

    /// <summary>The path of a Unix socket, or <c>@</c> and its abstract name; null for the others.</summary>
    public string? Path { get; }

    /// <summary>The host name or IP address, without brackets; of a Unix socket its path.</summary>
    public string Host => Address?.Host ?? Path!;

    /// <summary>The TCP port; 0 for a Unix socket.</summary>
    public int Port => Address?.Port ?? 0;

    /// <summary>Plain TCP at an address.</summary>
    public static Endpoint Tcp(HostPort address) => new(EndpointScheme.Tcp, address, null);

    /// <summary>TLS at an address.</summary>
    public static Endpoint Tls(HostPort address) => new(EndpointScheme.Tls, address, null);

    /// <summary>A Unix socket at a path, or at <c>@</c> and an abstract name.</summary>
    /// <exception cref="ArgumentException">The path is empty, has a zero character, or is longer than 107 bytes.</exception>
    public static Endpoint Unix(string path) =>
        PathMistake(path) is { } mistake ? throw new ArgumentException(mistake, nameof(path)) : new(EndpointScheme.Unix, null, path);

    /// <summary>The same at another host; for one that has a host and a port.</summary>
    internal Endpoint At(string host) => new(Scheme, new HostPort(host, Port), null);

    /// <summary>Plain TCP at an address.</summary>
    public static implicit operator Endpoint(HostPort address) => Tcp(address);

    /// <summary>The address of a socket; an IPv4 address mapped into IPv6 is shown as IPv4.</summary>
    public static Endpoint From(EndPoint endPoint) =>
        endPoint is UnixDomainSocketEndPoint ? new Endpoint(EndpointScheme.Unix, null, endPoint.ToString() is { Length: > 0 } path ? path : Unnamed) : HostPort.From(endPoint);

    /// <summary>Reads an endpoint.</summary>
    /// <exception cref="FormatException">The text is none; the message says what would be right.</exception>
    public static Endpoint Parse(string text) =>
        TryParse(text, out var result, out var mistake) ? result : throw new FormatException(mistake);

    /// <summary>Reads an endpoint and, where it can't, says in one sentence what was wrong and what would be right.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Endpoint? result, [NotNullWhen(false)] out string? mistake)
    {
        result = null;
        if (text.StartsWith("unix:", StringComparison.OrdinalIgnoreCase))
        {
            var path = text["unix:".Length..];
            mistake = PathMistake(path);
            result = mistake is null ? new(EndpointScheme.Unix, null, path) : null;
            return result is not null;
        }

        var end = text.IndexOf("://", StringComparison.Ordinal);
        var scheme = end < 0 ? "tcp" : text[..end].ToLowerInvariant();
        if (scheme is not ("tcp" or "tls"))
        {
            mistake = $"'{scheme}://' in '{text}' is not a scheme of an echo endpoint: {Forms}.";
        }
        else if (end < 0 && (text.StartsWith("tls:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase))
            && text.Count(c => c == ':') == 2)
        {
            mistake = $"'{text}' has no slashes after its scheme: {Forms}.";
        }
        else if (HostPort.TryParse(end < 0 ? text : text[(end + 3)..], out var address, out mistake))
        {
            result = new(scheme == "tls" ? EndpointScheme.Tls : EndpointScheme.Tcp, address, null);
        }

        return result is not null;
    }

    /// <summary>The text that <see cref="Parse"/> reads; plain TCP without its scheme.</summary>
    public override string ToString() => Scheme switch
    {
        EndpointScheme.Unix => $"unix:{Path}",
        EndpointScheme.Tls => $"tls://{Address}",
        _ => Address!.ToString(),
    };

    private static string? PathMistake(string path) =>
        path.Length == 0 || path == "@" ? "'unix:' has no path: write unix:/path, or unix:@name for the abstract namespace."
        : path.Contains('\0') ? "the path of a Unix socket can't have a zero character."
        : Encoding.UTF8.GetByteCount(path) - (path[0] == '@' ? 1 : 0) is var length && length > LongestPath
            ? $"'unix:{path}' is too long: the path of a Unix socket has at most {LongestPath} bytes, and this one has {length}."
            : null;
}
