using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using EchoActors.Cli.Tests.Processes;
using EchoActors.Mesh;
using EchoActors.Tests.Shared;

namespace EchoActors.Cli.Tests;

/// <summary><c>echoactors mesh</c> and <c>mesh status</c> as processes: what they print and how they end.</summary>
public sealed class MeshTests : IDisposable
{
    private const int StopSignal = 19;

    // Long enough that a busy machine answers: a path that is called down must be one that is.
    private static readonly string[] Patient = ["--interval", "2s", "--timeout", "800ms", "--admin", "127.0.0.1:0"];

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.conf");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Several_nodes_in_one_process_show_their_matrix_and_status_shows_it_too()
    {
        await using var mesh = Start("--nodes", "3");
        await mesh.Output.LineWithAsync("3 nodes, 6 paths: 6 up");
        var admin = await AdminAsync(mesh);

        var text = await StatusAsync(admin);
        Assert.Equal((0, ""), (text.ExitCode, text.Error));
        Assert.Contains("3 nodes, 6 paths: 6 up", text.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', text.Output);

        var json = await StatusAsync(admin, "-o", "json");
        Assert.Equal(0, json.ExitCode);
        Assert.Equal(3, MatrixOf(json).Members.Count);

        mesh.Signal(RunningProcess.TerminateSignal);
        Assert.Equal(0, await mesh.ExitCodeAsync());
    }

    [Fact]
    public async Task Status_exits_with_1_when_a_path_is_down()
    {
        await using var first = Start("--listen", "127.0.0.1:0", "--cluster", "127.0.0.1:0", "--name", "first", "--transport", "direct");
        var admin = await AdminAsync(first);
        await first.Output.LineWithAsync("listening on ");
        var seed = (await UntilAsync(admin, matrix => matrix.Members.Count == 1).OrFail()).Self;
        await using var second = Start("--listen", "127.0.0.1:0", "--cluster", "127.0.0.1:0", "--name", "second", "--seed", seed);
        await UntilAsync(admin, matrix => matrix.Rows is [{ Paths: [{ State: PathState.Up }] }, { Paths: [{ State: PathState.Up }] }]).OrFail();

        await first.Output.LineWithAsync("member second (");

        second.Signal(StopSignal);
        var line = await first.Output.LineWithAsync("path first to second is down since ");
        Assert.Matches("WRN .*; it was up since .*; last error: no answer from 127.0.0.1:[0-9]+ in 800 ms[.]$", line);
        Assert.DoesNotContain(first.Output.Lines, printed => printed.Contains("2 nodes,", StringComparison.Ordinal)); // its matrix, only when asked
        await UntilAsync(admin, matrix => matrix.Rows.Any(row => row.Paths.Any(path => path.State == PathState.Down))).OrFail(); // the log tells of it a moment before the matrix
        var broken = await StatusAsync(admin);
        Assert.Equal(1, broken.ExitCode);
        Assert.Contains("first to second: up → down (no answer", broken.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_that_listen_on_every_address_find_each_other_by_their_public_host()
    {
        await using var first = Start("--listen", "127.0.0.1:0", "--cluster", "0.0.0.0:0", "--public-host", "127.0.0.1", "--name", "first");
        var admin = await AdminAsync(first);
        var seed = (await UntilAsync(admin, matrix => matrix.Members.Count == 1).OrFail()).Self;
        Assert.StartsWith("127.0.0.1:", seed, StringComparison.Ordinal);

        await File.WriteAllTextAsync(_file, """akka.remote.dot-netty.tcp { hostname = "0.0.0.0", port = 0, public-hostname = "127.0.0.1" }""");
        await using var second = Start("--listen", "127.0.0.1:0", "--config", _file, "--name", "second", "--seed", seed);
        await UntilAsync(admin, matrix => matrix.IsComplete).OrFail();
    }

    [Fact]
    public async Task A_node_that_has_not_joined_says_whom_it_asked_and_status_exits_with_1()
    {
        await using var mesh = Start("--listen", "127.0.0.1:0", "--cluster", "127.0.0.1:0", "--seed", "127.0.0.1:1");
        var admin = await AdminAsync(mesh);
        await mesh.Output.LineWithAsync("not let in by seed 127.0.0.1:1: it refuses connections: nothing listens there");
        var status = await StatusAsync(admin);
        Assert.Equal(1, status.ExitCode);
        Assert.Equal("has not joined; seeds asked: 127.0.0.1:1 (it refuses connections: nothing listens there)\n", status.Output);

        var forgotten = await EchoActorsProcess.RunAsync("mesh", "forget", "nobody", admin);
        Assert.Equal((1, "echoactors mesh forget: no member that is gone is called nobody.\n"), (forgotten.ExitCode, forgotten.Error));

        await using var headed = RunningProcess.Start("bash", "-c", $"{TerminalWindow.EchoActors($"mesh status {admin} --watch")} | head -1");
        Assert.Equal(0, await headed.ExitCodeAsync()); // it ends with its reader

        await using var watch = EchoActorsProcess.StartEchoActors("mesh", "status", admin, "--watch");
        await watch.Output.LineWithAsync("has not joined");
        watch.Signal(RunningProcess.InterruptSignal);
        Assert.Equal(1, await watch.ExitCodeAsync());
    }

    [Fact]
    public async Task Terminated_while_its_nodes_still_start_it_ends_with_all_of_them()
    {
        await using var mesh = Start("--nodes", "9");
        await mesh.Output.LineWithAsync("listening on ");
        mesh.Signal(RunningProcess.TerminateSignal);
        Assert.Equal(0, await mesh.ExitCodeAsync());
    }

    [Fact]
    public async Task An_address_in_use_is_one_sentence_and_exit_code_1()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var mesh = Start("--listen", server.Target, "--cluster", "127.0.0.1:0");
        Assert.Equal(1, await mesh.ExitCodeAsync());
        Assert.Single(mesh.Error.Lines, line => line.Contains(server.Target, StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_address_for_two_purposes_is_one_sentence_as_well()
    {
        using var reserved = new TcpListener(IPAddress.Loopback, 0);
        reserved.Start();
        var address = reserved.LocalEndpoint.ToString()!;
        reserved.Stop();

        var mesh = await EchoActorsProcess.RunAsync("mesh", "--admin", address, "--cluster", address);

        Assert.Equal(1, mesh.ExitCode);
        Assert.Single(mesh.Output.TrimEnd('\n').Split('\n')); // admin on
        Assert.EndsWith($" ERR the cluster address {address} can't be bound: it is in use. Choose another with --cluster.\n", mesh.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--admin off --cluster", "the cluster address", ". Choose another with --cluster")]
    [InlineData("--cluster 127.0.0.1:0 --admin", "the admin address", "")]
    public async Task Another_address_in_use_is_one_sentence_and_exit_code_1_as_well(string option, string what, string advice)
    {
        await using var server = await ServerProcess.StartAsync();
        var mesh = await EchoActorsProcess.RunAsync(["mesh", .. option.Split(' '), server.Target]);
        Assert.Equal((1, ""), (mesh.ExitCode, mesh.Output));
        Assert.EndsWith($" ERR {what} {server.Target} can't be bound: it is in use{advice}.\n", mesh.Error, StringComparison.Ordinal);
        Assert.Single(mesh.Error.TrimEnd('\n').Split('\n'));
    }

    private static EchoActorsProcess Start(params string[] arguments) =>
        EchoActorsProcess.StartEchoActors(["mesh", .. Patient, .. arguments]);

    private static Task<Finished> StatusAsync(string admin, params string[] options) =>
        EchoActorsProcess.RunAsync(["mesh", "status", admin, .. options]);

    private static Task<MeshMatrix> UntilAsync(string admin, Func<MeshMatrix, bool> isSo) =>
        AdminMesh.UntilAsync(new Uri($"http://{admin}/"), isSo);

    private static MeshMatrix MatrixOf(Finished status) =>
        JsonSerializer.Deserialize(status.Output, MeshJson.Default.MeshDocument)!.Mesh;

    private static async Task<string> AdminAsync(EchoActorsProcess mesh) =>
        Regex.Match(await mesh.Output.LineWithAsync("admin on "), "http://([^/]+)").Groups[1].Value;
}
