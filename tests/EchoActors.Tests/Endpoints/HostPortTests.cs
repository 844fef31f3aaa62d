using System.Net;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace EchoActors.Tests;

public sealed class HostPortTests
{
    [Theory]
    [InlineData("127.0.0.1:3000", "127.0.0.1", 3000)]
    [InlineData("localhost:0", "localhost", 0)]
    [InlineData("echo.example.org:65535", "echo.example.org", 65535)]
    [InlineData("[::1]:3000", "::1", 3000)]
    [InlineData("[::]:3000", "::", 3000)]
    public void It_reads_a_name_or_address_with_a_port_and_writes_the_same(string text, string host, int port)
    {
        var address = HostPort.Parse(text);

        Assert.Equal((host, port), (address.Host, address.Port));
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData("localhost", "has no port")]
    [InlineData("", "has no port")]
    [InlineData("[::1]", "has no port")]
    [InlineData("::1:3000", "stands in brackets")]
    [InlineData("[::1:3000", "stands in brackets")]
    [InlineData("[nonsense]:3000", "stands in brackets")]
    [InlineData(":3000", "has no host")]
    [InlineData("localhost:", "is not a port")]
    [InlineData("localhost:65536", "is not a port")]
    [InlineData("localhost:-1", "is not a port")]
    [InlineData("localhost:http", "is not a port")]
    [InlineData("a b:1", "neither a host name nor an IP address")]
    [InlineData("224.0.0.1:3000", "is a multicast address")]
    [InlineData("239.255.255.255:3000", "is a multicast address")]
    [InlineData("[ff02::1]:3000", "is a multicast address")]
    public void What_it_can_not_read_it_names(string text, string mistake)
    {
        Assert.False(HostPort.TryParse(text, out _, out var message));
        Assert.Contains(mistake, message);
        Assert.Contains(text, message);
    }

    [Theory]
    [InlineData("echo-1.example", "echo-1.example")]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("[2001:db8::1]", "2001:db8::1")]
    public void It_reads_a_host_without_a_port(string text, string host)
    {
        Assert.True(HostPort.TryParseHost(text, out var read, out _));
        Assert.Equal(host, read);
    }

    [Theory]
    [InlineData("echo-1.example:3000", "has a port")]
    [InlineData("[::1]:3000", "has a port")]
    [InlineData("[echo-1]", "neither a host name nor an IP address")]
    [InlineData("\"", "neither a host name nor an IP address")]
    [InlineData("", "neither a host name nor an IP address")]
    [InlineData("a b", "neither a host name nor an IP address")]
    [InlineData("224.0.0.1", "is a multicast address")]
    public void What_is_no_host_it_names(string text, string mistake)
    {
        Assert.False(HostPort.TryParseHost(text, out _, out var message));
        Assert.Contains(mistake, message);
        Assert.Contains(text, message);
    }

    [Property]
    public void It_never_throws_on_any_text(NonNull<string> text)
    {
        Assert.Equal(HostPort.TryParseHost(text.Get, out var host, out _), host is not null);
        var read = HostPort.TryParse(text.Get, out var address, out var mistake);

        Assert.Equal(read, address is not null);
        Assert.Equal(read, mistake is null);
    }

    [Fact]
    public void An_IPv4_address_mapped_into_IPv6_is_shown_as_IPv4() =>
        Assert.Equal("10.0.0.1:80", HostPort.From(new IPEndPoint(IPAddress.Parse("::ffff:10.0.0.1"), 80)).ToString());
}
