using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace EchoActors.Filters;

/// <summary>Version 2, section 2.2 of proxy-protocol.txt: a binary header of fixed parts, addresses and extensions (TLV).</summary>
internal static class ProxyHeaderV2
{
    /// <summary>
    /// The longest header that is read. The protocol permits 64 KiB; this is room for every registered extension, a client
    /// certificate among them, and bounds what a connection may hold before it is admitted.
    /// </summary>
    public const int MaxLength = 8 * 1024;

    private const int FixedLength = 16;
    private const int TlvLength = 3; // type and length, before the value
    private const byte Version = 0x20;
    private const byte Local = Version | 0;
    private const byte Proxy = Version | 1;
    private const byte Tcp4 = 0x11;
    private const byte Tcp6 = 0x21;
    private const byte UnixStream = 0x31;
    private const byte TypeCrc32C = 0x03; // PP2_TYPE_CRC32C
    private const int UnixPath = 108; // sun_path of unix(7)

    /// <summary>What a header begins with.</summary>
    public static ReadOnlySpan<byte> Signature => [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    /// <summary>Reads a header from bytes that begin with <see cref="Signature"/>.</summary>
    public static ProxyHeaderParse Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Signature.Length && bytes[Signature.Length] is not (Local or Proxy))
        {
            return ProxyHeaderParse.Malformed($"its version and command are 0x{bytes[Signature.Length]:x2}, neither 0x20 (LOCAL) nor 0x21 (PROXY)");
        }

        if (bytes.Length < FixedLength)
        {
            return ProxyHeaderParse.Incomplete;
        }

        var length = FixedLength + BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        return length > MaxLength
            ? ProxyHeaderParse.TooLong($"it announces {length:N0} bytes; {MaxLength:N0} is the most that is read")
            : bytes.Length < length ? ProxyHeaderParse.Incomplete
            : ParseWhole(bytes[..length]);
    }

    /// <summary>The header for a client at <paramref name="source"/>; without addresses unless both ends are of one kind.</summary>
    public static byte[] Format(EndPoint source, EndPoint destination)
    {
        var (family, addresses) = (source, destination) switch
        {
            (IPEndPoint from, IPEndPoint to) => Addresses(ProxyHeaderV1.OfOneFamily(from, to)),
            (UnixDomainSocketEndPoint from, UnixDomainSocketEndPoint to) => (UnixStream, [.. Path(from), .. Path(to)]),
            _ => ((byte)0, Array.Empty<byte>()),
        };
        return [.. Signature, Proxy, family, (byte)(addresses.Length >> 8), (byte)addresses.Length, .. addresses];
    }

    /// <summary>The checksum of a whole header, in which the value of its own extension at <paramref name="at"/> counts as zeros.</summary>
    public static uint Checksum(ReadOnlySpan<byte> header, int at)
    {
        var crc = uint.MaxValue;
        for (var i = 0; i < header.Length; i++)
        {
            crc = BitOperations.Crc32C(crc, i >= at && i < at + sizeof(uint) ? (byte)0 : header[i]);
        }

        return ~crc;
    }

    private static ProxyHeaderParse ParseWhole(ReadOnlySpan<byte> header)
    {
        if (header[12] == Local) // the proxy speaks for itself; the rest of the header means nothing
        {
            return ProxyHeaderParse.Complete(new ProxyHeader(2, Source: null, Destination: null), header.Length);
        }

        // The low half is the transport: unspecified, stream or datagram.
        int? size = (header[13] & 0x0F) > 2 ? null : (header[13] >> 4) switch { 0 => 0, 1 => 12, 2 => 36, 3 => 2 * UnixPath, _ => null };
        if (size is not { } addressLength)
        {
            return ProxyHeaderParse.Malformed($"there is no address family and transport 0x{header[13]:x2}");
        }

        var body = header[FixedLength..];
        if (body.Length < addressLength)
        {
            return ProxyHeaderParse.Malformed($"its addresses take {addressLength} bytes, and it announces {body.Length}");
        }

        return CheckExtensions(header, FixedLength + addressLength) is { } mistake
            ? ProxyHeaderParse.Malformed(mistake)
            : ProxyHeaderParse.Complete(Header(header[13], body), header.Length);
    }

    // A receiver that does not support a combination takes the connection's own ends.
    private static ProxyHeader Header(byte family, ReadOnlySpan<byte> body) => family switch
    {
        Tcp4 => new ProxyHeader(2, End(body[..4], body[8..]), End(body[4..8], body[10..])),
        Tcp6 => new ProxyHeader(2, End(body[..16], body[32..]), End(body[16..32], body[34..])),
        UnixStream => new ProxyHeader(2, UnixEnd(body[..UnixPath]), UnixEnd(body[UnixPath..(2 * UnixPath)])),
        _ => new ProxyHeader(2, Source: null, Destination: null),
    };

    private static string? CheckExtensions(ReadOnlySpan<byte> header, int at)
    {
        while (at < header.Length)
        {
            if (header.Length - at < TlvLength || BinaryPrimitives.ReadUInt16BigEndian(header[(at + 1)..]) is var length
                && length > header.Length - at - TlvLength)
            {
                return "an extension (TLV) is longer than the header";
            }

            var value = header.Slice(at + TlvLength, length);
            if (header[at] == TypeCrc32C
                && (length != sizeof(uint) || BinaryPrimitives.ReadUInt32BigEndian(value) != Checksum(header, at + TlvLength)))
            {
                return "its CRC32C checksum is wrong";
            }

            at += TlvLength + length;
        }

        return null;
    }

    private static IPEndPoint End(ReadOnlySpan<byte> address, ReadOnlySpan<byte> port) =>
        new(new IPAddress(address), BinaryPrimitives.ReadUInt16BigEndian(port));

    // A path ends at the first zero; one that begins with a zero is in the abstract namespace. A client's socket mostly has none.
    private static UnixDomainSocketEndPoint? UnixEnd(ReadOnlySpan<byte> field)
    {
        var isAbstract = field[0] == 0;
        var name = isAbstract ? field[1..] : field;
        var end = name.IndexOf((byte)0);
        name = end < 0 ? name : name[..end];
        return name.IsEmpty || name.Length == UnixPath || !Utf8.IsValid(name) // .NET has no end whose path has no closing zero
            ? null
            : new UnixDomainSocketEndPoint((isAbstract ? "\0" : "") + Encoding.UTF8.GetString(name));
    }

    private static (byte Family, byte[] Bytes) Addresses((IPEndPoint From, IPEndPoint To) ends)
    {
        Span<byte> ports = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(ports, (ushort)ends.From.Port);
        BinaryPrimitives.WriteUInt16BigEndian(ports[2..], (ushort)ends.To.Port);
        var family = ends.From.AddressFamily == AddressFamily.InterNetwork ? Tcp4 : Tcp6;
        return (family, [.. ends.From.Address.GetAddressBytes(), .. ends.To.Address.GetAddressBytes(), .. ports]);
    }

    // The address as bind(2) takes it: the family, then the path.
    private static byte[] Path(UnixDomainSocketEndPoint end)
    {
        var path = new byte[UnixPath];
        var address = end.Serialize();
        for (var i = 2; i < address.Size && i - 2 < UnixPath; i++)
        {
            path[i - 2] = address[i];
        }

        return path;
    }
}
