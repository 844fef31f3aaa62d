using System.Net;
using System.Net.Sockets;
using System.Text;
using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests;

/// <summary>The server behind proxies that know nothing of it.</summary>
public sealed class ForeignProxyTests : IAsyncLifetime
{
    private ServerProcess _server = null!;

    public async Task InitializeAsync() => _server = await ServerProcess.StartAsync("--proxy-protocol", "required");

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [SkippableTheory]
    [InlineData("send-proxy")]
    [InlineData("send-proxy-v2")]
    [InlineData("send-proxy-v2 proxy-v2-options crc32c,unique-id")]
    public async Task HAProxy_in_front_shows_the_clients_own_address_in_the_log(string option)
    {
        var haproxy = OtherPrograms.Find("haproxy");
        var port = FreePort();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"""
            defaults
              mode tcp
              timeout connect 30s
              timeout client 30s
              timeout server 30s
            listen echo
              bind 127.0.0.1:{port}
              unique-id-format %ci
              server echo {_server.Target} {option}

            """);
        await using var proxy = RunningProcess.Start(haproxy, "-db", "-f", file);
        using (var client = await ConnectAsync(port))
        {
            Assert.Equal("helloworld", await client.EchoAsync("helloworld"));
            var own = (IPEndPoint)client.LocalEndPoint!;
            client.Shutdown(SocketShutdown.Both);

            var line = await _server.Output.LineWithAsync($"connection from {own} through 127.0.0.1:");
            Assert.Contains("PeerClosed, 10 bytes in, 10 bytes out", line);
        }

        File.Delete(file);
    }

    [SkippableFact]
    public async Task Curl_that_speaks_for_itself_gets_everything_back()
    {
        await using var curl = RunningProcess.Start(
            OtherPrograms.Find("curl"), "--silent", "--no-buffer", "--haproxy-protocol", $"telnet://{_server.Target}");

        await curl.Input.WriteAsync("helloworld"u8.ToArray());
        await curl.Input.FlushAsync();

        await curl.Output.UntilAsync(printed => printed == "helloworld", "the echo");
        curl.Input.Close();
    }

    [SkippableFact]
    public async Task Socat_that_sends_a_header_of_its_own_gets_back_what_follows_it()
    {
        await using var socat = RunningProcess.Start(OtherPrograms.Find("socat"), "-t", "30", "-", $"TCP:{_server.Target}");

        var run = await socat.FinishAsync(Encoding.ASCII.GetBytes("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\nhelloworld"));

        Assert.Equal("helloworld", run.Output);
        await _server.Output.LineWithAsync("connection from 192.0.2.1:56324 through 127.0.0.1:");
    }

    [Fact]
    public async Task Our_own_clients_send_a_header_and_those_without_one_are_told_that_they_are_reset()
    {
        var send = await EchoActorsProcess.RunAsync(
            "send", _server.Target, "helloworld", "--proxy-header", "v2:192.0.2.7:5000,198.51.100.1:443");
        Assert.Equal(0, send.ExitCode);
        await _server.Output.LineWithAsync("connection from 192.0.2.7:5000 through 127.0.0.1:");

        var plain = await EchoActorsProcess.RunAsync("send", _server.Target, "helloworld");
        Assert.Equal(1, plain.ExitCode);
        await _server.Output.LineWithAsync("it sent no PROXY protocol header, which the listener requires");
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    // HAProxy says nothing when it listens.
    private static async Task<Socket> ConnectAsync(int port)
    {
        using var deadline = new CancellationTokenSource(Deadline.Length);
        while (true)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.5"), 0));
                await socket.ConnectAsync(IPAddress.Loopback, port, deadline.Token);
                return socket;
            }
            catch (SocketException)
            {
                socket.Dispose();
                await Task.Delay(20, deadline.Token);
            }
        }
    }
}
