using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EchoActors.Admin.Tests;

/// <summary>A socket that asks for the live page's channel, as a browser does for a page of some origin.</summary>
internal sealed class RawWebSocket(Uri admin, string? origin) : IDisposable
{
    private readonly TcpClient _client = new();

    /// <summary>Asks, and returns the status of the answer; the socket stays open.</summary>
    public async Task<string> StatusAsync()
    {
        var fromPage = origin is null ? "" : $"Origin: {origin}\r\n";
        await _client.ConnectAsync(IPAddress.Loopback, admin.Port);
        await _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /_blazor HTTP/1.1\r\nHost: 127.0.0.1:{admin.Port}\r\n{fromPage}Connection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var reader = new StreamReader(_client.GetStream(), leaveOpen: true);
        return (await reader.ReadLineAsync(deadline.Token) ?? "").Split(' ').ElementAtOrDefault(1) ?? "";
    }

    public void Dispose() => _client.Dispose();
}
