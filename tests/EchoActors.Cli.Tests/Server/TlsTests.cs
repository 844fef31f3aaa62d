using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.RegularExpressions;
using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests;

/// <summary>TLS on the command line, between our own ends and with programs that are not ours.</summary>
public sealed class TlsTests(TlsTests.SelfSignedServer server) : IClassFixture<TlsTests.SelfSignedServer>
{
    private readonly byte[] _bytes = RandomNumberGenerator.GetBytes(300_000);

    [Fact]
    public async Task The_pin_that_a_server_prints_is_the_one_that_a_client_needs()
    {
        var right = await EchoActorsProcess.RunAsync("send", server.Process.Target, "hi", "--tls-pin", server.Pin, "-v");
        var wrong = await EchoActorsProcess.RunAsync("send", server.Process.Target, "hi", "--tls-pin", $"sha256:{new string('0', 64)}");
        var without = await EchoActorsProcess.RunAsync("send", server.Process.Target, "hi");

        Assert.Equal(0, right.ExitCode);
        Assert.Contains(", handshake in ", right.Output);
        Assert.Contains("TLS 1.3, TLS_", right.Error);
        Assert.Equal(ExitCode.CouldNotConnect, wrong.ExitCode);
        Assert.Equal($"echoactors send: {server.Process.Target}: the server's certificate has the pin {server.Pin}, not sha256:{new string('0', 64)}.\n", wrong.Error);
        Assert.Equal(ExitCode.CouldNotConnect, without.ExitCode);
        Assert.Contains("the server's certificate is issued by 'localhost', which is not trusted.", without.Error);
    }

    [Fact]
    public async Task A_client_that_accepts_anyone_says_so_and_ping_times_the_handshake_apart()
    {
        var ping = await EchoActorsProcess.RunAsync("ping", server.Process.Target, "-c", "2", "-i", "10ms", "--insecure");

        Assert.Equal(0, ping.ExitCode);
        Assert.Equal("INSECURE: any certificate is accepted, so nothing tells who answers.\n", ping.Error);
        Assert.Matches(@"connected to tls://127\.0\.0\.1:\d+ \(connect [^,]+, handshake [^)]+\)\nTLS 1\.3, TLS_\w+, new session, localhost, expires in \d+ d\n", ping.Output);
    }

    [Fact]
    public async Task Bench_counts_the_handshakes_of_a_churn_and_those_that_resumed_a_session()
    {
        string[] churn = ["bench", server.Process.Target, "--insecure", "--tls-server-name", "bench.example", "--churn", "-c", "2", "-n", "20", "-o", "json"];
        var resuming = JsonDocument.Parse((await EchoActorsProcess.RunAsync(churn)).Output).RootElement.GetProperty("result");
        var full = JsonDocument.Parse((await EchoActorsProcess.RunAsync([.. churn, "--tls-no-resume"])).Output).RootElement.GetProperty("result");

        Assert.Equal((20, 20), (resuming.GetProperty("handshakes").GetInt32(), full.GetProperty("handshakes").GetInt32()));
        Assert.InRange(resuming.GetProperty("handshakes_resumed").GetInt32(), 10, 19); // no session is known yet to the first, and perhaps others
        Assert.Equal(0, full.GetProperty("handshakes_resumed").GetInt32());
        Assert.True(full.GetProperty("handshakes_per_second").GetDouble() > 0);
    }

    [SkippableFact]
    public async Task Socat_that_half_closes_gets_everything_back() =>
        await SameBytesAsync(OtherPrograms.Find("socat"), "-t", "30", "-", $"OPENSSL:127.0.0.1:{server.Process.Address.Port},verify=0");

    [SkippableFact]
    public async Task A_client_of_openssl_gets_everything_back() =>
        await SameBytesWhileInputIsOpenAsync(OtherPrograms.Find("openssl"), "s_client", "-connect", $"127.0.0.1:{server.Process.Address.Port}", "-quiet");

    [SkippableFact]
    public async Task Ncat_gets_everything_back() =>
        await SameBytesWhileInputIsOpenAsync(OtherPrograms.Find("ncat"), "--ssl", "127.0.0.1", $"{server.Process.Address.Port}");

    [SkippableTheory] // RFC 8996
    [InlineData("-tls1")]
    [InlineData("-tls1_1")]
    public async Task No_version_before_1_2_is_spoken(string version)
    {
        await using var client = RunningProcess.Start(
            OtherPrograms.Find("openssl"), "s_client", "-connect", $"127.0.0.1:{server.Process.Address.Port}", version, "-cipher", "DEFAULT@SECLEVEL=0");

        var run = await client.FinishAsync([]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("alert protocol version", run.Error);
    }

    [SkippableFact]
    public async Task A_client_that_renegotiates_is_let_go()
    {
        var openssl = OtherPrograms.Find("openssl");
        // Of its own: a server logs one line a second for each kind of end, and the other tests bring about the same kind.
        await using var own = await ServerProcess.StartOnAsync("tls://127.0.0.1:0", "--tls", "self-signed");
        await using var client = RunningProcess.Start(openssl, "s_client", "-connect", $"127.0.0.1:{own.Address.Port}", "-tls1_2", "-crlf");
        await client.Output.LineWithAsync("Verify return code");
        await client.Input.WriteAsync("R\n"u8.ToArray());
        await client.Input.FlushAsync();

        await own.Output.LineWithAsync("The remote party requested renegotiation when AllowRenegotiation was set to false.");
        Assert.Equal(1, await client.ExitCodeAsync());
    }

    [SkippableFact]
    public async Task Our_client_gets_everything_back_from_a_server_of_openssl()
    {
        var folder = Directory.CreateTempSubdirectory("echoactors-tls-").FullName;
        var file = Path.Combine(folder, "server.pem");
        using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        using (var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1)))
        {
            await File.WriteAllTextAsync(file, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        }

        await using var socat = RunningProcess.Start(
            OtherPrograms.Find("socat"), "-d", "-d", "-t", "30", $"OPENSSL-LISTEN:0,bind=127.0.0.1,cert={file},verify=0", "EXEC:cat");
        var port = Regex.Match(await socat.Error.LineWithAsync("listening on"), @":(\d+)\s*$").Groups[1].Value;

        var sent = await EchoActorsProcess.RunAsync(_bytes, ["send", $"tls://127.0.0.1:{port}", "--insecure"]);

        Directory.Delete(folder, recursive: true);
        Assert.True(sent.ExitCode == 0, sent.Error);
        Assert.True(_bytes.AsSpan().SequenceEqual(sent.OutputBytes));
    }

    [Fact]
    public async Task A_listener_of_a_file_may_have_its_certificate_from_the_command_line()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "echoactors.server.listen = [\"tls://127.0.0.1:0\"]");
        await using var process = EchoActorsProcess.StartEchoActors("server", "--config", file, "--tls", "self-signed");

        await process.Output.LineWithAsync("listening on tls://");
        File.Delete(file);
    }

    // These leave when their input ends, without close_notify.
    private async Task SameBytesWhileInputIsOpenAsync(string program, params string[] arguments)
    {
        await using var client = RunningProcess.Start(program, arguments);

        await client.Input.WriteAsync(_bytes);
        await client.Input.FlushAsync();

        await client.Output.UntilAsync(_ => client.Output.Bytes.Length >= _bytes.Length, "everything");
        Assert.True(_bytes.AsSpan().SequenceEqual(client.Output.Bytes));
    }

    private async Task SameBytesAsync(string program, params string[] arguments)
    {
        await using var client = RunningProcess.Start(program, arguments);

        var run = await client.FinishAsync(_bytes);

        Assert.Equal(0, run.ExitCode);
        Assert.True(_bytes.AsSpan().SequenceEqual(run.OutputBytes), $"{run.OutputBytes.Length:N0} bytes came back");
    }

    /// <summary>A server with a certificate of its own, for the tests of one class.</summary>
    public sealed class SelfSignedServer : IAsyncLifetime
    {
        internal ServerProcess Process { get; private set; } = null!;

        /// <summary>The pin that it has printed.</summary>
        public string Pin { get; private set; } = "";

        public async Task InitializeAsync()
        {
            Process = await ServerProcess.StartOnAsync("tls://127.0.0.1:0", "--tls", "self-signed");
            Pin = Regex.Match(await Process.Output.LineWithAsync("--tls-pin "), "sha256:[0-9a-f]{64}").Value;
        }

        public async Task DisposeAsync() => await Process.DisposeAsync();
    }
}
