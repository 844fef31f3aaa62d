using System.Text.RegularExpressions;
using EchoActors.Cli.Tests.Doubles;
using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests;

/// <summary>SIGTERM and ctrl-c: what each client gets, what the log says, and the exit code.</summary>
public sealed class StopTests
{
    private const int Clients = 50;

    // A signal that comes later than half a second after the first is another one.
    private static readonly TimeSpan SameSignal = TimeSpan.FromSeconds(0.6);

    [Fact]
    public async Task SIGTERM_under_load_serves_every_client_until_it_ends_its_stream()
    {
        await using var server = await ServerProcess.StartAsync("--drain-timeout", "25s");
        var clients = new List<StreamingClient>();
        for (var seed = 0; seed < Clients; seed++)
        {
            clients.Add(new StreamingClient(await server.ConnectAsync(), seed));
        }

        var streams = clients.Select(client => Task.Run(client.RunAsync)).ToArray();
        await Task.WhenAll(clients.Select(client => client.Underway)).OrFail();
        server.Signal(RunningProcess.TerminateSignal);
        await server.Output.LineWithAsync($"draining {Clients} connections");
        clients.ForEach(client => client.Finish());
        var received = await Task.WhenAll(streams).OrFail();
        clients.ForEach(client => client.Dispose());

        Assert.Equal(0, await server.ExitCodeAsync());
        Assert.Equal(clients.Select(client => client.Sent), received);
        Assert.EndsWith($" INF drained {Clients} connections, aborted 0", server.Output.Lines[^1]);
        var ends = server.Output.Lines.Where(line => line.Contains("connection from")).ToArray();
        Assert.All(ends, line => Assert.Contains("ended: PeerClosed", line));
        Assert.Equal(received.Order(), ends.Select(line => Bytes(line, "out")).Order());

        static long Bytes(string line, string direction) =>
            long.Parse(Regex.Match(line, $@"(\d+) bytes {direction}").Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_client_that_never_reads_is_aborted_at_the_drain_timeout_and_the_exit_code_says_so()
    {
        await using var server = await ServerProcess.StartAsync("--drain-timeout", "300ms", "-v");
        using var peer = new NeverReads(await server.ConnectAsync());
        await server.Output.LineWithAsync("recv data from client");

        Assert.Equal(1, await server.StopAsync());

        await peer.Sending.OrFail();
        Assert.Contains(server.Output.Lines, line => line.Contains("ended: DrainTimeout"));
        Assert.EndsWith(" INF drained 0 connections, aborted 1", server.Output.Lines[^1]);
    }

    [Fact]
    public async Task A_draining_server_turns_new_clients_away_and_a_second_ctrl_c_stops_it_at_once()
    {
        await using var server = await ServerProcess.StartAsync("--drain-timeout", "1h");
        using var lingering = await server.ConnectAsync();
        await lingering.EchoAsync("a");
        server.Signal(RunningProcess.InterruptSignal);
        server.Signal(RunningProcess.InterruptSignal); // as `timeout -s INT` does: one ctrl-c that comes twice
        await server.Output.LineWithAsync("draining 1 connection within 3,600 s");

        Assert.True(await server.TurnsAwayAsync());

        await Task.Delay(SameSignal);
        server.Signal(RunningProcess.InterruptSignal);
        Assert.Equal(130, await server.ExitCodeAsync());
        Assert.EndsWith(" WRN stopped at once by a second ctrl-c", server.Output.Lines[^1]);
    }

    [Theory]
    [InlineData(RunningProcess.InterruptSignal)]
    [InlineData(RunningProcess.HangUpSignal)]
    public async Task Ctrl_c_or_SIGHUP_with_no_client_stops_cleanly(int signal)
    {
        await using var server = await ServerProcess.StartAsync();

        server.Signal(signal);

        Assert.Equal(0, await server.ExitCodeAsync());
        Assert.EndsWith(" INF drained 0 connections, aborted 0", server.Output.Lines[^1]);
    }

    [Fact]
    public async Task SIGHUP_reloads_limits_where_a_file_was_given_and_keeps_them_where_the_file_is_wrong()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "echoactors.server.max-connections = 1");
        await using var server = await ServerProcess.StartAsync("--config", file);
        using var first = await server.ConnectAsync();
        await first.EchoAsync("a");
        Assert.True(await server.TurnsAwayAsync());

        await File.WriteAllTextAsync(file, "echoactors.server.max-connections = none");
        server.Signal(RunningProcess.HangUpSignal);
        await server.Error.LineWithAsync("not reloaded: ");
        Assert.True(await server.TurnsAwayAsync());

        await File.WriteAllTextAsync(file, "echoactors.server.max-connections = 2");
        server.Signal(RunningProcess.HangUpSignal);
        Assert.Contains("what belongs to them (certificates, proxies, faults)", await server.Output.LineWithAsync("reloaded limits"));
        using var second = await server.ConnectAsync();
        Assert.Equal("b", await second.EchoAsync("b"));
        Assert.Equal("c", await first.EchoAsync("c"));
        File.Delete(file);
    }

    [Fact]
    public async Task SIGTERM_while_it_starts_stops_it_without_a_word_of_exceptions()
    {
        await using var process = EchoActorsProcess.StartEchoActors("server", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0");
        await process.Output.LineWithAsync("admin on ");

        process.Signal(RunningProcess.TerminateSignal);

        Assert.Equal(0, await process.ExitCodeAsync());
        Assert.Empty(process.Error.Text);
        Assert.DoesNotContain(process.Output.Lines, line => line.Contains("Exception"));
    }
}
