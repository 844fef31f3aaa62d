using System.Net.Sockets;
using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests;

/// <summary>Memory is a limit like descriptors, and where it ends all the same, so does the process.</summary>
public sealed class OutOfMemoryTests
{
    private const int ThirtyTwoMebibytes = 0x2000000;

    [Theory]
    [InlineData("akka-io", 512)] // three quarters of 16 MiB, 24 KiB for each client
    [InlineData("direct", 1024)]
    public async Task Clients_above_what_fits_into_memory_are_refused_by_that_reason(string transport, int most)
    {
        await using var configuration = new TemporaryFile($"echoactors.server {{ transport = {transport}, listen = [\"127.0.0.1:0\"] }}");
        await using var server = Start(configuration);
        Assert.EndsWith(
            $"WRN max-connections is lowered from 16384 to {most}: this process may use 32 MiB of memory",
            await server.Output.LineWithAsync("max-connections"));
        var address = HostPort.Parse((await server.Output.LineWithAsync("listening on")).Split(' ')[^1]);

        var clients = await Task.WhenAll(Enumerable.Range(0, most).Select(_ => ConnectAsync(address)));
        Assert.Equal("x", await clients[^1].EchoAsync("x"));
        Assert.True(await IsTurnedAwayAsync(address));

        Assert.Contains("is refused: MemoryLimit", await server.Output.LineWithAsync("is refused"));
        Array.ForEach(clients, client => client.Dispose());
        server.Signal(RunningProcess.TerminateSignal);
        Assert.Equal(0, await server.ExitCodeAsync());
    }

    [Theory]
    [InlineData("akka-io")]
    [InlineData("direct")]
    public async Task A_process_without_memory_ends_at_once_with_a_code_that_has_it_restarted(string transport)
    {
        // One client may have more bytes outstanding than there is memory, and reads nothing.
        await using var configuration = new TemporaryFile(
            $"echoactors.server {{ transport = {transport}, listen = [\"127.0.0.1:0\"], echo-window = 64MiB, frame-size = 1MiB }}");
        await using var server = Start(configuration);
        using var client = await ConnectAsync(HostPort.Parse((await server.Output.LineWithAsync("listening on")).Split(' ')[^1]));

        var sending = SendUntilResetAsync(client);

        Assert.Equal(1, await server.ExitCodeAsync());
        Assert.Contains("echoactors: out of memory; the process ends.", server.Error.Text);
        await sending.OrFail();
    }

    private static RunningProcess Start(TemporaryFile configuration) => RunningProcess.Start(
        "env", $"DOTNET_GCHeapHardLimit={ThirtyTwoMebibytes:X}", EchoActorsProcess.Host, EchoActorsProcess.Assembly,
        "server", "-vv", "--config", configuration.Path);

    private static async Task<Socket> ConnectAsync(HostPort address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port).OrFail();
        return socket;
    }

    // The reset may come so fast that connecting itself reports it.
    private static async Task<bool> IsTurnedAwayAsync(HostPort address)
    {
        try
        {
            using var client = await ConnectAsync(address);
            return await client.ReceiveAsync(new byte[1]).OrFail() == 0;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true;
        }
    }

    private static async Task SendUntilResetAsync(Socket client)
    {
        try
        {
            var chunk = new byte[1 << 20];
            while (true)
            {
                await client.SendAsync(chunk);
            }
        }
        catch (SocketException)
        {
            // The process has ended.
        }
    }

    private sealed class TemporaryFile : IAsyncDisposable
    {
        public TemporaryFile(string text) => File.WriteAllText(Path, text);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public ValueTask DisposeAsync()
        {
            File.Delete(Path);
            return ValueTask.CompletedTask;
        }
    }
}
