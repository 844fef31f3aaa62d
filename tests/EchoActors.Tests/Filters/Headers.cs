using System.Buffers.Binary;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using EchoActors.Filters;

namespace EchoActors.Tests.Filters;

/// <summary>Headers of the PROXY protocol, made by hand and spoiled at random, and a judge of them that shares no code with the parser.</summary>
internal static partial class Headers
{
    public static readonly IReadOnlyList<byte[]> Valid =
    [
        "PROXY UNKNOWN\r\n"u8.ToArray(),
        "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n"u8.ToArray(),
        "PROXY TCP6 2001:db8::1 2001:db8::2 56324 443\r\n"u8.ToArray(),
        V2(0x20, 0x00, []),
        V2(0x21, 0x11, [192, 0, 2, 1, 198, 51, 100, 2, 0xDC, 0x04, 0x01, 0xBB]),
        V2(0x21, 0x21, [.. Enumerable.Range(0, 36).Select(i => (byte)i)]),
        V2(0x21, 0x31, [.. "/run/client"u8, .. new byte[97], .. "/run/server"u8, .. new byte[97]]),
        V2(0x21, 0x11, [192, 0, 2, 1, 198, 51, 100, 2, 0xDC, 0x04, 0x01, 0xBB, 4, 0, 3, 1, 2, 3, 0xE0, 0, 0]),
        WithChecksum,
    ];

    public static byte[] WithChecksum
    {
        get
        {
            var header = V2(0x21, 0x11, [192, 0, 2, 1, 198, 51, 100, 2, 0xDC, 0x04, 0x01, 0xBB, 3, 0, 4, 0, 0, 0, 0]);
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(31), ReferenceChecksum(header));
            return header;
        }
    }

    public static byte[] V2(byte command, byte family, byte[] rest) =>
        [13, 10, 13, 10, 0, 13, 10, (byte)'Q', (byte)'U', (byte)'I', (byte)'T', 10, command, family, (byte)(rest.Length >> 8), (byte)rest.Length, .. rest];

    /// <summary>A valid header with a few bytes changed, taken out, put in or cut off.</summary>
    public static byte[] Mutate(Random random)
    {
        var bytes = Valid[random.Next(Valid.Count)].ToList();
        for (var changes = random.Next(1, 4); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveAt(at);
                    break;
                case 3:
                    bytes.Insert(at, bytes[random.Next(bytes.Count)]);
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.AddRange(Enumerable.Range(0, random.Next(300)).Select(_ => (byte)random.Next(256)));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Whether what the parser accepted is a header by the specification, with the ends that it found.</summary>
    public static bool IsPermitted(byte[] bytes, ProxyHeaderParse parse)
    {
        var header = bytes[..parse.Length];
        return parse.Header!.Version == 1 ? IsPermittedLine(header, parse.Header) : IsPermittedBinary(header, parse.Header);
    }

    private static bool IsPermittedLine(byte[] line, ProxyHeader header)
    {
        var text = Encoding.Latin1.GetString(line);
        if (line.Length > 107 || text.IndexOf("\r\n", StringComparison.Ordinal) != text.Length - 2)
        {
            return false;
        }

        var match = Line().Match(text);
        return text.StartsWith("PROXY UNKNOWN", StringComparison.Ordinal)
            ? header.Source is null && text[13] is ' ' or '\r'
            : match.Success && header.Source is IPEndPoint source && header.Destination is IPEndPoint destination
                && source.Equals(new IPEndPoint(IPAddress.Parse(match.Groups["from"].Value), int.Parse(match.Groups["port"].Value)))
                && destination.Equals(new IPEndPoint(IPAddress.Parse(match.Groups["to"].Value), int.Parse(match.Groups["toPort"].Value)));
    }

    private static bool IsPermittedBinary(byte[] header, ProxyHeader parsed)
    {
        var length = (header[14] << 8) + header[15];
        if (header[12] is not (0x20 or 0x21) || header.Length != 16 + length || !header.AsSpan(0, 12).SequenceEqual(V2(0, 0, []).AsSpan(0, 12)))
        {
            return false;
        }

        if (header[12] == 0x20)
        {
            return parsed.Source is null;
        }

        var addresses = header[13] switch { 0x00 or 0x01 or 0x02 => 0, 0x10 or 0x11 or 0x12 => 12, 0x20 or 0x21 or 0x22 => 36, 0x30 or 0x31 or 0x32 => 216, _ => -1 };
        var at = 16 + addresses;
        while (addresses >= 0 && at + 3 <= header.Length)
        {
            var size = (header[at + 1] << 8) + header[at + 2];
            if (header[at] == 3 && (size != 4 || at + 7 > header.Length
                || BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(at + 3)) != ReferenceChecksum(header, at + 3)))
            {
                return false;
            }

            at += 3 + size;
        }

        return addresses >= 0 && at == header.Length
            && (header[13] != 0x11 || parsed.Source!.Equals(new IPEndPoint(new IPAddress(header[16..20]), (header[24] << 8) + header[25])));
    }

    // CRC-32C bit by bit, with the checksum's own bytes as zeros.
    private static uint ReferenceChecksum(byte[] header, int at = 31)
    {
        var crc = ~0u;
        for (var i = 0; i < header.Length; i++)
        {
            crc ^= i >= at && i < at + 4 ? (byte)0 : header[i];
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x82F63B78;
            }
        }

        return ~crc;
    }

    [GeneratedRegex(@"^PROXY TCP[46] (?<from>[0-9a-fA-F:.]+) (?<to>[0-9a-fA-F:.]+) (?<port>0|[1-9][0-9]{0,4}) (?<toPort>0|[1-9][0-9]{0,4})\r\n$")]
    private static partial Regex Line();
}
