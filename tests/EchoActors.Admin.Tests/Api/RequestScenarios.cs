using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace EchoActors.Admin.Tests;

/// <summary>What the admin address answers to requests that change nothing: good ones, bad ones and broken ones.</summary>
public sealed class RequestScenarios(SharedNode shared) : IClassFixture<SharedNode>
{
    private readonly ServerNode _node = shared.Node;

    [Fact]
    public async Task OpenApi_describes_every_route_of_the_api()
    {
        var document = await _node.GetJsonAsync("/api/v1/openapi.json", HttpStatusCode.OK);

        Assert.Equal(
            ["/api/v1/connections", "/api/v1/mesh", "/api/v1/mesh/members/{name}", "/api/v1/status"],
            document.GetProperty("paths").EnumerateObject().Select(path => path.Name).Order());
    }

    [Theory]
    [InlineData("GET", "/nowhere", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/v1/connections?page=0", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/v1/connections?pageSize=1001", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/v1/connections?page=x", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/v1/connections?sort=name", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/v1/connections?server=unknown", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/v1/mesh", HttpStatusCode.NotFound)]
    [InlineData("GET", "/assets/../reference.conf", HttpStatusCode.NotFound)]
    [InlineData("POST", "/", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/_blazor/negotiate", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/api/v1/connections", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/api/v1/mesh/members/node-9", HttpStatusCode.NotFound)]
    [InlineData("TRACE", "/metrics", HttpStatusCode.MethodNotAllowed)]
    public async Task A_bad_request_gets_a_clean_answer(string method, string path, HttpStatusCode expected)
    {
        using var response = await _node.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(expected, response.StatusCode);
        var body = await response.Content.ReadAsStringAsync();
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("   at ", body);
        Assert.DoesNotContain("Exception", body);
        AssertGuarded(response);
    }

    [Theory]
    [InlineData("Origin", "http://elsewhere.example")]
    [InlineData("X-Forwarded-For", "192.0.2.1")]
    [InlineData("Forwarded", "for=192.0.2.1")]
    public async Task A_member_is_forgotten_for_no_page_and_no_proxy(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/mesh/members/node-9");
        request.Headers.Add(header, value);

        using var response = await _node.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/health/live")]
    [InlineData("/metrics")]
    [InlineData("/assets/admin.css")]
    public async Task Every_answer_carries_the_usual_headers(string path)
    {
        using var response = await _node.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        AssertGuarded(response);
    }

    [Theory]
    [InlineData("rebound.example", HttpStatusCode.BadRequest)]
    [InlineData("localhost.example:8080", HttpStatusCode.BadRequest)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("192.0.2.1:8080", HttpStatusCode.OK)]
    [InlineData("[2001:db8::1]", HttpStatusCode.OK)]
    public async Task A_host_name_that_is_not_its_own_is_not_answered(string host, HttpStatusCode expected)
    {
        Assert.Equal(expected, await StatusOfAsync(_node, host));
    }

    [Fact]
    public async Task On_every_address_other_names_are_answered_only_where_they_are_configured()
    {
        await using var node = await ServerNode.StartAsync(
            ServerNode.AnyPort with { Listen = new HostPort("0.0.0.0", 0), Hosts = ["echo.example"] });

        Assert.Equal(HttpStatusCode.BadRequest, await StatusOfAsync(node, "rebound.example"));
        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(node, "echo.example"));
        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(node, Dns.GetHostName()));
        Assert.Equal("101", await new RawWebSocket(node.Admin, "http://echo.example").StatusAsync());
    }

    [Theory]
    [InlineData("http://elsewhere.example", "403")]
    [InlineData("http://localhost:1", "403")]
    [InlineData("null", "403")]
    [InlineData(null, "101")]
    public async Task A_page_of_another_origin_opens_no_channel(string? origin, string status)
    {
        using var socket = new RawWebSocket(_node.Admin, origin);
        using var own = new RawWebSocket(_node.Admin, $"http://{_node.Admin.Authority}");

        Assert.Equal(status, await socket.StatusAsync());
        Assert.Equal("101", await own.StatusAsync());
    }

    [Fact]
    public async Task A_page_of_another_origin_reads_nothing()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/status") { Headers = { { "Origin", "http://elsewhere.example" } } };

        using var response = await _node.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.DoesNotContain("server", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1/status")]
    [InlineData("/metrics")]
    public async Task Head_is_answered_as_get_is_without_a_body(string path)
    {
        using var response = await _node.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_query_value_of_the_wrong_kind_is_named()
    {
        var problem = await _node.GetJsonAsync("/api/v1/connections?page=abc", HttpStatusCode.BadRequest);

        Assert.Equal("""Failed to bind parameter "int page" from "abc".""", problem.GetProperty("detail").GetString());
        Assert.DoesNotContain(_node.Logs.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
    }

    [Theory]
    [InlineData("GET /api/v1/status?{5000 letters} HTTP/1.1\r\nHost: localhost\r\n\r\n", "414")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nX: {20000 letters}\r\n\r\n", "431")]
    [InlineData("POST /_blazor/disconnect HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n", "413")]
    [InlineData("nonsense\r\n\r\n", "400")]
    public async Task An_oversized_or_broken_request_is_refused(string request, string status)
    {
        var text = request.Replace("{5000 letters}", new string('a', 5000)).Replace("{20000 letters}", new string('a', 20000));

        var answer = await ExchangeAsync(text);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer);
        Assert.DoesNotContain("Exception", answer);
    }

    [Fact]
    public async Task A_client_that_never_ends_its_request_is_let_go()
    {
        var answer = await ExchangeAsync("GET / HTTP/1.1\r\nHost: localhost\r\n");

        Assert.StartsWith("HTTP/1.1 408 ", answer);
    }

    private static void AssertGuarded(HttpResponseMessage response)
    {
        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
        Assert.False(response.Headers.Contains("Server"));
    }

    private static async Task<HttpStatusCode> StatusOfAsync(ServerNode node, string host)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{node.Admin.Port}") };
        using var response = await http.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/v1/status") { Headers = { Host = host } });
        return response.StatusCode;
    }

    // A socket of its own, for what an HTTP client would not send.
    private async Task<string> ExchangeAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _node.Admin.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(client.GetStream());
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await reader.ReadLineAsync(deadline.Token) ?? "";
    }
}
