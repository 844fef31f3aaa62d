using System.Net.Sockets;
using Xunit;

namespace EchoActors.Tests;

public sealed class EndpointTests
{
    [Theory]
    [InlineData("127.0.0.1:3000", EndpointScheme.Tcp, "127.0.0.1:3000")]
    [InlineData("tcp://[::1]:3000", EndpointScheme.Tcp, "[::1]:3000")]
    [InlineData("tls://echo.example:3443", EndpointScheme.Tls, "tls://echo.example:3443")]
    [InlineData("TLS://echo.example:3443", EndpointScheme.Tls, "tls://echo.example:3443")]
    [InlineData("tls:3443", EndpointScheme.Tcp, "tls:3443")]
    [InlineData("unix:/run/echo.sock", EndpointScheme.Unix, "unix:/run/echo.sock")]
    [InlineData("unix:@echo", EndpointScheme.Unix, "unix:@echo")]
    public void An_endpoint_is_read_and_written(string text, EndpointScheme scheme, string written)
    {
        var endpoint = Endpoint.Parse(text);

        Assert.Equal(scheme, endpoint.Scheme);
        Assert.Equal(written, endpoint.ToString());
        Assert.Equal(endpoint, Endpoint.Parse(written));
    }

    [Theory]
    [InlineData("http://echo.example:80", "'http://' in 'http://echo.example:80' is not a scheme of an echo endpoint: write HOST:PORT, tls://HOST:PORT or unix:/path.")]
    [InlineData("tls:echo.example:3443", "'tls:echo.example:3443' has no slashes after its scheme: write HOST:PORT, tls://HOST:PORT or unix:/path.")]
    [InlineData("tls://echo.example", "'echo.example' has no port: write HOST:PORT, for example 127.0.0.1:3000 or [::1]:3000.")]
    [InlineData("unix:", "'unix:' has no path: write unix:/path, or unix:@name for the abstract namespace.")]
    [InlineData("unix:@", "'unix:' has no path: write unix:/path, or unix:@name for the abstract namespace.")]
    public void A_text_that_is_none_is_answered_with_what_is_right(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => Endpoint.Parse(text)).Message);

    [Theory]
    [InlineData("", 107)]
    [InlineData("@", 108)]
    public void The_path_of_a_Unix_socket_is_as_long_as_the_system_takes(string prefix, int longest)
    {
        Assert.Equal(longest, Endpoint.Unix(prefix.PadRight(longest, 'x')).Path!.Length);

        var mistake = Assert.Throws<ArgumentException>(() => Endpoint.Unix(prefix.PadRight(longest + 1, 'x')));
        Assert.Contains("has at most 107 bytes, and this one has 108", mistake.Message);
        _ = new UnixDomainSocketEndPoint(prefix.Replace('@', '\0').PadRight(longest, 'x')); // the system's own bound is no lower
    }
}
