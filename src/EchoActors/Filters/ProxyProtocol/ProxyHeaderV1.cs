using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EchoActors.Filters;

/// <summary>
/// Version 1, section 2.1 of proxy-protocol.txt: <c>PROXY TCP4 192.0.2.1 198.51.100.2 56324 443</c> and the end of the line.
/// </summary>
internal static class ProxyHeaderV1
{
    /// <summary>The longest line, its end included: two IPv6 addresses of 39 characters, as the specification counts it.</summary>
    public const int MaxLength = 107;

    /// <summary>What a line begins with.</summary>
    public static ReadOnlySpan<byte> Signature => "PROXY "u8;

    /// <summary>Reads a line from bytes that begin with <see cref="Signature"/>.</summary>
    public static ProxyHeaderParse Parse(ReadOnlySpan<byte> bytes)
    {
        var head = bytes[..Math.Min(bytes.Length, MaxLength)];
        var end = head.IndexOfAny((byte)'\r', (byte)'\n');
        if (end < 0 || (head[end] == '\r' && end + 1 == head.Length))
        {
            return head.Length == MaxLength
                ? ProxyHeaderParse.TooLong($"its line does not end within {MaxLength} bytes")
                : ProxyHeaderParse.Incomplete;
        }

        return head[end] != '\r' || head[end + 1] != '\n'
            ? ProxyHeaderParse.Malformed("its line does not end with CR LF")
            : Parse(head[Signature.Length..end], end + 2);
    }

    /// <summary>The line for a client at <paramref name="source"/>; <c>UNKNOWN</c> unless both ends are IP addresses.</summary>
    public static byte[] Format(EndPoint source, EndPoint destination)
    {
        var (from, to) = (source as IPEndPoint, destination as IPEndPoint);
        if (from is null || to is null)
        {
            return "PROXY UNKNOWN\r\n"u8.ToArray();
        }

        (from, to) = OfOneFamily(from, to);
        var family = from.AddressFamily == AddressFamily.InterNetwork ? "TCP4" : "TCP6";
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"PROXY {family} {Text(from)} {Text(to)} {from.Port} {to.Port}\r\n"));
    }

    /// <summary>Both ends in one family: an IPv4 address beside an IPv6 address is mapped into IPv6.</summary>
    public static (IPEndPoint From, IPEndPoint To) OfOneFamily(IPEndPoint from, IPEndPoint to)
    {
        from = new IPEndPoint(HostPort.Unmapped(from.Address), from.Port);
        to = new IPEndPoint(HostPort.Unmapped(to.Address), to.Port);
        return from.AddressFamily == to.AddressFamily
            ? (from, to)
            : (new IPEndPoint(from.Address.MapToIPv6(), from.Port), new IPEndPoint(to.Address.MapToIPv6(), to.Port));
    }

    private static ProxyHeaderParse Parse(ReadOnlySpan<byte> line, int length)
    {
        if (line.SequenceEqual("UNKNOWN"u8) || line.StartsWith("UNKNOWN "u8)) // what follows is to be ignored
        {
            return ProxyHeaderParse.Complete(new ProxyHeader(1, Source: null, Destination: null), length);
        }

        if (Encoding.Latin1.GetString(line).Split(' ') is [var family, var from, var to, var fromPort, var toPort]
            && TryAddress(family, from, out var source) && TryAddress(family, to, out var destination)
            && TryPort(fromPort, out var sourcePort) && TryPort(toPort, out var destinationPort))
        {
            return ProxyHeaderParse.Complete(
                new ProxyHeader(1, new IPEndPoint(source, sourcePort), new IPEndPoint(destination, destinationPort)), length);
        }

        return ProxyHeaderParse.Malformed("its line is not 'PROXY TCP4|TCP6 SOURCE DESTINATION SOURCE-PORT DESTINATION-PORT'");
    }

    private static string Text(IPEndPoint end) => new IPAddress(end.Address.GetAddressBytes()).ToString(); // without a scope

    private static bool TryAddress(string family, string text, out IPAddress address)
    {
        address = IPAddress.None;
        return family switch
        {
            "TCP4" => TryIPv4(text, ref address),
            "TCP6" => TryIPv6(text, ref address),
            _ => false,
        };
    }

    // IPAddress reads octal, hexadecimal and short forms of IPv4 as well; none of them is written back as it was.
    private static bool TryIPv4(string text, ref IPAddress address) =>
        IPAddress.TryParse(text, out var parsed) && parsed.AddressFamily == AddressFamily.InterNetwork && parsed.ToString() == text
        && (address = parsed) is not null;

    // IPAddress reads brackets, ports, prefixes and scopes as well.
    private static bool TryIPv6(string text, ref IPAddress address) =>
        text.AsSpan().IndexOfAnyExcept("0123456789abcdefABCDEF:.") < 0
        && IPAddress.TryParse(text, out var parsed) && parsed.AddressFamily == AddressFamily.InterNetworkV6
        && (address = parsed) is not null;

    private static bool TryPort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && (text.Length == 1 || text[0] != '0');
}
