using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using EchoActors.Server;
using Xunit;

namespace EchoActors.Admin.Tests;

/// <summary>Faults at run time: the door has a token, or is not there.</summary>
public sealed class FaultsScenarios : IAsyncLifetime
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    private readonly string _file = Path.GetTempFileName();
    private ServerNode _node = null!;

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(_file, Token + "\n");
        _node = await ServerNode.StartAsync(
            ServerNode.AnyPort with { TokenFile = _file }, new EchoServerOptions { FaultsCanChange = true });
    }

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        File.Delete(_file);
    }

    [Fact]
    public async Task Faults_are_set_shown_and_cleared_and_open_connections_follow()
    {
        using var client = await _node.ConnectAsync();
        Assert.Equal("", await FaultsAsync(HttpMethod.Get));

        Assert.Equal("swallow,expires=60s", await FaultsAsync(HttpMethod.Put, "swallow, expires=60s"));
        await client.GetStream().WriteAsync(new byte[64]);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await StruckAsync("swallow") == 0)
        {
            await Task.Delay(10, deadline.Token);
        }

        var ready = await _node.GetJsonAsync("/health/ready", HttpStatusCode.OK);
        var note = ready.GetProperty("checks").GetProperty("faults");
        Assert.Equal("healthy", note.GetProperty("status").GetString());
        Assert.Contains($"faults are on: swallow,expires=60s on {_node.Echo} for another", note.GetProperty("description").GetString());
        await _node.GetJsonAsync("/health/live", HttpStatusCode.OK);
        Assert.EndsWith(" 1", (await _node.MetricAsync("echo_server_faults_injected", "\"swallow\"")).TrimEnd());

        Assert.Equal("", await FaultsAsync(HttpMethod.Delete));
        await client.GetStream().WriteAsync("helloworld"u8.ToArray());
        var echo = new byte[10];
        await client.GetStream().ReadExactlyAsync(echo);
        Assert.Equal("helloworld"u8.ToArray(), echo);
    }

    [Fact]
    public async Task A_wrong_list_is_refused_with_its_sentence_and_changes_nothing()
    {
        using var response = await SendAsync(HttpMethod.Put, "delay=soon");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("is not how to write delay", await response.Content.ReadAsStringAsync());
        Assert.Equal("", await FaultsAsync(HttpMethod.Get));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer 0123456789abcdef0123456789abcdeX")]
    [InlineData("Bearer 0123456789abcdef")]
    [InlineData("Basic 0123456789abcdef0123456789abcdef")]
    public async Task Without_the_token_nothing_is_shown_or_changed(string? authorization)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete })
        {
            using var request = new HttpRequestMessage(method, "/api/v1/faults");
            request.Content = method == HttpMethod.Put ? JsonContent.Create(new { faults = "swallow" }) : null;
            request.Headers.TryAddWithoutValidation("Authorization", authorization);

            using var response = await _node.Http.SendAsync(request);

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        }

        Assert.Equal("", await FaultsAsync(HttpMethod.Get));
    }

    [Fact]
    public async Task Where_there_is_no_token_there_is_no_door()
    {
        await using var node = await ServerNode.StartAsync();

        using var get = await node.Http.GetAsync("/api/v1/faults");
        using var put = await node.Http.PutAsJsonAsync("/api/v1/faults", new { faults = "swallow" });
        using var delete = await node.Http.DeleteAsync("/api/v1/faults");

        Assert.Equal(
            [HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed, HttpStatusCode.MethodNotAllowed],
            [get.StatusCode, put.StatusCode, delete.StatusCode]);
    }

    private async Task<string> FaultsAsync(HttpMethod method, string? faults = null)
    {
        using var response = await SendAsync(method, faults);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await BodyAsync(response)).GetProperty("listeners")[0].GetProperty("faults").GetString()!;
    }

    private async Task<long> StruckAsync(string fault)
    {
        using var response = await SendAsync(HttpMethod.Get);
        return (await BodyAsync(response)).GetProperty("struck").GetProperty(fault).GetInt64();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string? faults = null)
    {
        using var request = new HttpRequestMessage(method, "/api/v1/faults");
        request.Content = faults is null ? null : JsonContent.Create(new { faults });
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return await _node.Http.SendAsync(request);
    }

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("servers")[0];
}
