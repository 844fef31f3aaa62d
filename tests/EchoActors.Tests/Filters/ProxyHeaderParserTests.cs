using System.Net;
using System.Net.Sockets;
using System.Text;
using EchoActors.Filters;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace EchoActors.Tests.Filters;

public sealed class ProxyHeaderParserTests
{
    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n", "192.0.2.1:56324", "198.51.100.2:443")]
    [InlineData("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", "255.255.255.255:65535", "255.255.255.255:65535")]
    [InlineData("PROXY TCP6 2001:db8::1 ::1 0 1\r\n", "[2001:db8::1]:0", "[::1]:1")]
    [InlineData("PROXY TCP6 ::ffff:192.0.2.1 ::ffff:192.0.2.2 1 2\r\n", "[::ffff:192.0.2.1]:1", "[::ffff:192.0.2.2]:2")]
    [InlineData("PROXY UNKNOWN\r\n", null, null)]
    [InlineData("PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n", null, null)]
    public void A_line_of_version_1_names_both_ends(string line, string? source, string? destination)
    {
        var bytes = Encoding.ASCII.GetBytes(line);

        var parse = ProxyHeaderParser.Parse([.. bytes, .. "payload"u8]);

        Assert.Equal((ProxyHeaderState.Complete, bytes.Length), (parse.State, parse.Length));
        Assert.Equal(new ProxyHeader(1, End(source), End(destination)), parse.Header);
    }

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 56324\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443 1\r\n")]
    [InlineData("PROXY TCP4  192.0.2.1 198.51.100.2 56324 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443 \r\n")]
    [InlineData("PROXY TCP4 192.0.2.01 198.51.100.2 56324 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2 198.51.100.2 56324 443\r\n")]
    [InlineData("PROXY TCP4 0xc0000201 198.51.100.2 56324 443\r\n")]
    [InlineData("PROXY TCP4 ::1 ::1 56324 443\r\n")]
    [InlineData("PROXY TCP6 192.0.2.1 192.0.2.2 56324 443\r\n")]
    [InlineData("PROXY TCP6 [::1] ::1 56324 443\r\n")]
    [InlineData("PROXY TCP6 fe80::1%1 ::1 56324 443\r\n")]
    [InlineData("PROXY TCP6 ::1/64 ::1 56324 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 65536 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 056 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 +56 443\r\n")]
    [InlineData("PROXY TCP5 192.0.2.1 198.51.100.2 56324 443\r\n")]
    [InlineData("PROXY UNKNOWNS\r\n")]
    [InlineData("PROXY tcp4 192.0.2.1 198.51.100.2 56324 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\r\n")]
    [InlineData("PROXY \r\n")]
    public void A_line_that_the_specification_does_not_permit_is_malformed(string line) =>
        Assert.Equal(ProxyHeaderState.Malformed, ProxyHeaderParser.Parse(Encoding.ASCII.GetBytes(line)).State);

    [Fact]
    public void A_line_may_take_107_bytes_and_no_more()
    {
        var longest = Encoding.ASCII.GetBytes("PROXY UNKNOWN ".PadRight(105, 'x') + "\r\n");

        Assert.Equal((ProxyHeaderState.Complete, 107), (ProxyHeaderParser.Parse(longest).State, ProxyHeaderParser.Parse(longest).Length));
        Assert.Equal(ProxyHeaderState.Incomplete, ProxyHeaderParser.Parse(longest.AsSpan(0, 106)).State);
        Assert.Equal(ProxyHeaderState.TooLong, ProxyHeaderParser.Parse([.. longest.AsSpan(0, 105), (byte)'x', .. "\r\n"u8]).State);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("PROXIES")]
    [InlineData("PROXY\r\n")]
    [InlineData("\r\nhello")]
    [InlineData("p")]
    public void Anything_else_is_payload_as_soon_as_it_can_be_told(string payload) =>
        Assert.Equal(ProxyHeaderState.Absent, ProxyHeaderParser.Parse(Encoding.ASCII.GetBytes(payload)).State);

    [Property]
    public void What_is_written_is_read(bool isText, ulong high, ulong low, ushort port, bool isIPv6, byte[] payload)
    {
        byte[] address = [.. BitConverter.GetBytes(high), .. BitConverter.GetBytes(low)];
        var source = new IPEndPoint(new IPAddress(isIPv6 ? address : address[..4]), port);
        var destination = new IPEndPoint(new IPAddress(isIPv6 ? [.. address.Reverse()] : address[4..8]), ushort.MaxValue - port);
        var header = isText ? ProxyHeaderV1.Format(source, destination) : ProxyHeaderV2.Format(source, destination);

        var parse = ProxyHeaderParser.Parse([.. header, .. payload]);

        Assert.Equal((ProxyHeaderState.Complete, header.Length), (parse.State, parse.Length));
        Assert.Equal(Unmapped(source), Unmapped((IPEndPoint)parse.Header!.Source!));
        Assert.Equal(Unmapped(destination), Unmapped((IPEndPoint)parse.Header.Destination!));
    }

    [Property]
    public void A_header_is_incomplete_at_every_byte_before_its_last(PositiveInt which)
    {
        var header = Headers.Valid[which.Get % Headers.Valid.Count];

        for (var length = 0; length < header.Length; length++)
        {
            Assert.Equal(ProxyHeaderState.Incomplete, ProxyHeaderParser.Parse(header.AsSpan(0, length)).State);
        }

        Assert.Equal(ProxyHeaderState.Complete, ProxyHeaderParser.Parse(header).State);
    }

    [Fact]
    public void Ends_of_two_families_are_both_written_as_IPv6()
    {
        var (source, destination) = (IPEndPoint.Parse("192.0.2.1:1"), IPEndPoint.Parse("[2001:db8::1]:2"));

        foreach (var header in new[] { ProxyHeaderV1.Format(source, destination), ProxyHeaderV2.Format(source, destination) })
        {
            var parsed = ProxyHeaderParser.Parse(header).Header!;
            Assert.Equal((End("[::ffff:192.0.2.1]:1"), destination), (parsed.Source, parsed.Destination));
        }
    }

    [Fact]
    public void Version_2_names_paths_of_unix_sockets()
    {
        var (source, destination) = (new UnixDomainSocketEndPoint("\0client"), new UnixDomainSocketEndPoint("/run/echo.sock"));

        var parsed = ProxyHeaderParser.Parse(ProxyHeaderV2.Format(source, destination)).Header!;

        Assert.Equal(("@client", "/run/echo.sock"), (parsed.Source!.ToString(), parsed.Destination!.ToString()));
        Assert.Equal("PROXY UNKNOWN\r\n", Encoding.ASCII.GetString(ProxyHeaderV1.Format(source, destination)));
    }

    [Fact]
    public void A_path_without_a_name_or_of_every_length_is_read()
    {
        Assert.Null(Parsed(new byte[216]).Source);
        for (var length = 1; length <= 108; length++)
        {
            var addresses = new byte[216];
            addresses.AsSpan(0, length).Fill((byte)'a');
            Assert.Equal(length == 108 ? null : new string('a', length), Parsed(addresses).Source?.ToString());
            addresses[0] = 0;
            Assert.Equal(length == 1 ? null : "@" + new string('a', length - 1), Parsed(addresses).Source?.ToString());
        }

        static ProxyHeader Parsed(byte[] addresses) => ProxyHeaderParser.Parse(Headers.V2(0x21, 0x31, addresses)).Header!;
    }

    [Theory]
    [InlineData(0x20, 0x00, 0)] // LOCAL
    [InlineData(0x20, 0xFF, 9)] // LOCAL, with a family that does not exist and bytes that mean nothing
    [InlineData(0x21, 0x00, 0)] // UNSPEC
    [InlineData(0x21, 0x12, 12)] // a datagram
    [InlineData(0x21, 0x22, 36)]
    [InlineData(0x21, 0x32, 216)]
    public void A_header_that_names_no_stream_leaves_the_ends_of_the_connection(byte command, byte family, int bytes) =>
        Assert.Equal(
            new ProxyHeader(2, null, null),
            ProxyHeaderParser.Parse(Headers.V2(command, family, [.. Enumerable.Repeat((byte)0xFF, bytes)])).Header);

    [Theory]
    [InlineData(0x11, 0x11, 12)] // version 1 in a binary header
    [InlineData(0x22, 0x11, 12)] // no command
    [InlineData(0x21, 0x13, 12)] // no transport
    [InlineData(0x21, 0x41, 12)] // no family
    [InlineData(0x21, 0x11, 11)] // shorter than its addresses
    [InlineData(0x21, 0x21, 35)]
    [InlineData(0x21, 0x31, 215)]
    [InlineData(0x21, 0x11, 13)] // half an extension
    public void A_binary_header_that_the_specification_does_not_permit_is_malformed(byte command, byte family, int bytes) =>
        Assert.Equal(ProxyHeaderState.Malformed, ProxyHeaderParser.Parse(Headers.V2(command, family, new byte[bytes])).State);

    [Fact]
    public void Extensions_are_skipped_within_the_header_and_never_beyond_it()
    {
        Assert.Equal(ProxyHeaderState.Complete, Parse([1, 0, 2, (byte)'h', (byte)'2', 4, 0, 0]));
        Assert.Equal(ProxyHeaderState.Malformed, Parse([1, 0, 3, (byte)'h', (byte)'2']));
        Assert.Equal(ProxyHeaderState.Malformed, Parse([1, 0xFF, 0xFF]));

        static ProxyHeaderState Parse(byte[] extensions) =>
            ProxyHeaderParser.Parse([.. Headers.V2(0x21, 0x11, [.. new byte[12], .. extensions]), .. new byte[100]]).State;
    }

    [Fact]
    public void A_header_that_announces_more_than_is_read_is_too_long_at_its_16th_byte()
    {
        var header = Headers.V2(0x21, 0x11, new byte[ProxyHeaderV2.MaxLength]);

        Assert.Equal(ProxyHeaderState.TooLong, ProxyHeaderParser.Parse(header.AsSpan(0, 16)).State);
        Assert.Equal(ProxyHeaderState.Incomplete, ProxyHeaderParser.Parse(header.AsSpan(0, 15)).State);
    }

    [Fact]
    public void A_checksum_is_verified_where_there_is_one()
    {
        Assert.Equal(0xE3069283, ProxyHeaderV2.Checksum("123456789"u8, at: 9)); // the check value of CRC-32C, RFC 3720
        var header = Headers.WithChecksum;
        Assert.Equal(ProxyHeaderState.Complete, ProxyHeaderParser.Parse(header).State);

        for (var bit = 8 * 16; bit < 8 * header.Length; bit++)
        {
            var wrong = header.ToArray();
            wrong[bit / 8] ^= (byte)(1 << (bit % 8));
            if (bit / 8 is not (28 or 29 or 30)) // type and length of the checksum: it would be another extension
            {
                Assert.Equal(ProxyHeaderState.Malformed, ProxyHeaderParser.Parse(wrong).State);
            }
        }
    }

    [Fact]
    public void A_hundred_thousand_mutations_crash_nothing_and_are_accepted_only_if_they_are_headers()
    {
        var random = new Random(18);
        var accepted = 0;
        for (var i = 0; i < 150_000; i++)
        {
            var bytes = Headers.Mutate(random);
            var parse = ProxyHeaderParser.Parse(bytes);
            if (parse.State == ProxyHeaderState.Complete)
            {
                accepted++;
                Assert.True(Headers.IsPermitted(bytes, parse), Convert.ToHexString(bytes));
            }
            else
            {
                Assert.Null(parse.Header);
            }
        }

        Assert.InRange(accepted, 1_000, 149_000); // both were tried
    }

    private static EndPoint? End(string? text) => text is null ? null : IPEndPoint.Parse(text);

    private static IPEndPoint Unmapped(IPEndPoint end) => new(HostPort.Unmapped(end.Address), end.Port);
}
