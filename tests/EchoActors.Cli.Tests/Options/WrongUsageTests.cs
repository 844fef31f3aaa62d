using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests;

/// <summary>Wrong words: one sentence that names them, where to find help, and exit code 2.</summary>
[Collection(InProcess.Name)]
public sealed class WrongUsageTests
{
    [Theory]
    [InlineData("", "give a command: server, send, ping, check, bench, mesh, faults, completion.")]
    [InlineData("sned", "'sned' is not a command (did you mean send?); there are server, send, ping, check, bench, mesh, faults, completion.")]
    [InlineData("--versio", "'--versio' is not an option (did you mean --version?); give a command first: server, send, ping, check, bench, mesh, faults, completion.")]
    public async Task A_command_that_does_not_exist_is_answered_with_those_that_do(string words, string message) =>
        await RefusedAsync("echoactors", message, words);

    [Theory]
    [InlineData("127.0.0.1:1", "give --admin-token-file FILE: faults are shown and changed only with the token.")]
    [InlineData("127.0.0.1:1 --admin-token-file /nowhere", "the token file /nowhere can't be read: Could not find file '/nowhere'.")]
    [InlineData("127.0.0.1:1 --admin-token-file /dev/null", "the token file /dev/null must hold one token of 16 to 1,024 printable characters without blanks, for example from openssl rand -hex 16.")]
    public async Task Faults_refuses_wrong_words(string words, string message) =>
        await RefusedAsync("echoactors faults", message, $"faults {words}");

    [Theory]
    [InlineData("127.0.0.1 x", "'127.0.0.1' has no port: write HOST:PORT, for example 127.0.0.1:3000 or [::1]:3000.")]
    [InlineData("::1:3000 x", "'::1:3000' is not HOST:PORT: an IPv6 address stands in brackets, for example [::1]:3000.")]
    [InlineData(":3000 x", "':3000' has no host: write HOST:PORT, for example 127.0.0.1:3000.")]
    [InlineData("127.0.0.1:65536 x", "'65536' in '127.0.0.1:65536' is not a port: ports are 0 to 65535.")]
    [InlineData("http://127.0.0.1:80 x", "'http://' in 'http://127.0.0.1:80' is not a scheme of an echo endpoint: write HOST:PORT, tls://HOST:PORT or unix:/path.")]
    [InlineData("127.0.0.1:1 x --tls-pin sha256:00", "--tls-pin is for a tls:// endpoint, and 127.0.0.1:1 does not speak TLS.")]
    [InlineData("tls://127.0.0.1:1 x --tls-pin sha256:00", "the pin 'sha256:00' is none: it must be sha256: and the 64 hexadecimal digits of a certificate's SHA-256.")]
    [InlineData("tls://127.0.0.1:1 x --tls-key k", "--tls-key is the key of a certificate: give --tls-cert too.")]
    [InlineData("tls://127.0.0.1:1 x --tls-ca /dev/null", "the CA file '/dev/null' has no certificate: it must be PEM, with BEGIN CERTIFICATE lines.")]
    [InlineData("tls://127.0.0.1:1 x --tls-pin sha256:00 --insecure", "give --tls-pin or --insecure, not both: a pinned certificate is the only one that is accepted.")]
    [InlineData("tls://127.0.0.1:1 x --tls-cert /nowhere", "the certificate file '/nowhere' can't be read: it does not exist.")]
    [InlineData("127.0.0.1:1 x --proxy-header v3", "--proxy-header: 'v3' is no PROXY protocol header: write v1, v2 or for example v2:192.0.2.1:5000,198.51.100.1:443.")]
    [InlineData("127.0.0.1:1 x --transport tcp", "--transport is 'tcp': it must be akka-io or direct.")]
    [InlineData("127.0.0.1:1 x -f y", "give a MESSAGE or --file, not both.")]
    [InlineData("127.0.0.1:1 x -4 -6", "give -4 or -6, not both.")]
    [InlineData("127.0.0.1:0 x", "'127.0.0.1:0' has port 0, where no server listens: ports are 1 to 65535.")]
    [InlineData("127.0.0.1:1 x -6", "127.0.0.1:1 is not an IPv6 address, and only those are to be used.")]
    [InlineData("[::1]:1 x -4", "[::1]:1 is not an IPv4 address, and only those are to be used.")]
    [InlineData("127.0.0.1:1 x --timeout 25d", "--timeout is '25d': it must be a duration from 1 ms to 24 d, for example 10s.")]
    [InlineData("127.0.0.1:1 x y", "Unrecognized command or argument 'y'.")]
    [InlineData("127.0.0.1:1 x --timeout 3", "--timeout is '3': it must be a duration from 1 ms to 24 d, for example 3s.")]
    [InlineData("127.0.0.1:1 x --timeout 0s", "--timeout is '0s': it must be a duration from 1 ms to 24 d, for example 10s.")]
    [InlineData("127.0.0.1:1 --timeot 3s", "'--timeot' is not an option (did you mean --timeout?); give an argument that begins with a dash after --.")]
    public async Task Send_refuses_wrong_words(string words, string message) =>
        await RefusedAsync("echoactors send", message, $"send {words}");

    [Theory]
    [InlineData("--fault latency=1s", "--fault: 'latency=1s' is no fault: write one of refuse, delay, throttle, slice, stall, truncate, reset, corrupt, duplicate, swallow, no-close, or seed=N, expires=60s.")]
    [InlineData("--fault refuse,delay=1s", "--fault: 'delay' can't happen beside 'refuse': every connection is refused; leave one out, or give 'refuse' a probability.")]
    [InlineData("--transport tcp", "--transport is 'tcp': it must be akka-io or direct.")]
    [InlineData("--proxy-protocol yes", "--proxy-protocol is 'yes': it must be one of off, optional, required.")]
    [InlineData("--trusted-proxy 10.0.0.0/33", "--trusted-proxy has '10.0.0.0/33': it must be an address or a network, for example 10.0.0.0/8.")]
    [InlineData("--trusted-proxy 10.0.0.0/8", "--trusted-proxy is for listeners behind a proxy: give --proxy-protocol optional or required too.")]
    [InlineData("--admin-token-file /nowhere", "the token file /nowhere can't be read: Could not find file '/nowhere'.")]
    [InlineData("--listen 127.0.0.1", "'127.0.0.1' has no port: write HOST:PORT, for example 127.0.0.1:3000 or [::1]:3000.")]
    [InlineData("--listen tls://127.0.0.1:0", "the listener tls://127.0.0.1:0 has no certificate: give one with --tls-cert or certificate = …, or --tls self-signed to try it out.")]
    [InlineData("--listen 127.0.0.1:0 --tls self-signed", "--tls is for tls:// endpoints, and the server listens at none: give --listen tls://HOST:PORT.")]
    [InlineData("--listen tls://127.0.0.1:0 --tls certbot", "--tls is 'certbot': it must be self-signed.")]
    [InlineData("--listen tls://127.0.0.1:0 --tls-cert /", "the certificate file '/' can't be read: it is a directory.")]
    [InlineData("--listen tls://127.0.0.1:0 --tls self-signed --tls-client-ca /nowhere", "the CA file '/nowhere' can't be read: it does not exist.")]
    [InlineData("--listen unix:/tmp/x --max-connections-per-ip 3", "the listener unix:/tmp/x has clients without addresses: max-connections-per-ip must be off with it.")]
    [InlineData("--max-connections 0", "--max-connections is '0': it must be a whole number from 1 to 1,000,000.")]
    [InlineData("--max-connections many", "--max-connections is 'many': it must be a whole number from 1 to 1,000,000.")]
    [InlineData("--max-connections-per-ip 0", "--max-connections-per-ip is '0': it must be a whole number from 1 to 1,000,000.")]
    [InlineData("--idle-timeout -5s", "--idle-timeout is '-5s': it must be a duration from 1 ms to 24 d, for example 10s.")]
    [InlineData("--log-format xml", "--log-format is 'xml': it must be text or json.")]
    [InlineData("--lisen 127.0.0.1:0", "'--lisen' is not an option (did you mean --listen?); give an argument that begins with a dash after --.")]
    public async Task Server_refuses_wrong_words(string words, string message) =>
        await RefusedAsync("echoactors server", message, $"server {words}");

    [Theory]
    [InlineData("ping 127.0.0.1:0", "'127.0.0.1:0' has port 0, where no server listens: ports are 1 to 65535.")]
    [InlineData("ping 127.0.0.1:1 -6", "127.0.0.1:1 is not an IPv6 address, and only those are to be used.")]
    [InlineData("ping 127.0.0.1:1 -i 60d", "--interval is '60d': it must be a duration from 1 ms to 24 d, for example 10s.")]
    [InlineData("ping 127.0.0.1:1 -W 0s", "--timeout is '0s': it must be a duration from 1 ms to 24 d, for example 10s.")]
    [InlineData("ping 127.0.0.1:1 -c 0", "--count is '0': it must be a whole number from 1 to 9,007,199,254,740,992.")]
    [InlineData("ping 127.0.0.1:1 --flows 0", "--flows is '0': it must be a whole number from 1 to 1,024.")]
    [InlineData("ping 127.0.0.1:1 -s 0", "--size is '0': it must be a size from 1 to 16,777,216 bytes, for example 64KiB.")]
    [InlineData("check 127.0.0.1:0", "'127.0.0.1:0' has port 0, where no server listens: ports are 1 to 65535.")]
    [InlineData("check 127.0.0.1:1 --only x", "--only is 'x': it must be resolve or connect or tls or echo or sizes or half-close or flows or burst or throughput or idle or tcp-info.")]
    [InlineData("check 127.0.0.1:1 --skip x", "--skip is 'x': it must be resolve or connect or tls or echo or sizes or half-close or flows or burst or throughput or idle or tcp-info.")]
    [InlineData("check 127.0.0.1:1 --only echo,x", "--only is 'x': it must be resolve or connect or tls or echo or sizes or half-close or flows or burst or throughput or idle or tcp-info.")]
    [InlineData("check 127.0.0.1:1 --only echo --skip echo", "no part of the check is left: each one that is asked for is also left out.")]
    [InlineData("check unix:/tmp/x", "'unix:/tmp/x' can't be checked: a Unix socket has no path between hosts; ping and send take it, check takes HOST:PORT or tls://HOST:PORT.")]
    [InlineData("check 127.0.0.1", "'127.0.0.1' has no port: write HOST:PORT, for example 127.0.0.1:3000 or [::1]:3000.")]
    [InlineData("check http://127.0.0.1:80", "'http://' in 'http://127.0.0.1:80' is not a scheme of an echo endpoint: write HOST:PORT, tls://HOST:PORT or unix:/path.")]
    [InlineData("check 127.0.0.1:1 --tls-pin sha256:00", "--tls-pin is for a tls:// endpoint, and 127.0.0.1:1 does not speak TLS.")]
    [InlineData("check 127.0.0.1:1 --insecure", "--insecure is for a tls:// endpoint, and 127.0.0.1:1 does not speak TLS.")]
    [InlineData("check tls://127.0.0.1:1 --tls-ca /dev/null", "the CA file '/dev/null' has no certificate: it must be PEM, with BEGIN CERTIFICATE lines.")]
    [InlineData("check 127.0.0.1:1 -4 -6", "give -4 or -6, not both.")]
    [InlineData("check 127.0.0.1:1 -6", "127.0.0.1:1 is not an IPv6 address, and only those are to be used.")]
    [InlineData("check 127.0.0.1:1 -W 0s", "--timeout is '0s': it must be a duration from 1 ms to 24 d, for example 10s.")]
    [InlineData("check 127.0.0.1:1 --strikt", "'--strikt' is not an option (did you mean --strict?); give an argument that begins with a dash after --.")]
    [InlineData("check 127.0.0.1:1 --flows 2", "--flows is '2': it must be a whole number from 3 to 1,024.")]
    [InlineData("check 127.0.0.1:1 --idle 10ms", "--idle is '10ms': it must be a duration from 1 s to 24 d, for example 10s.")]
    [InlineData("check 127.0.0.1:1 --deadline 0s", "--deadline is '0s': it must be a duration from 1 ms to 24 d, for example 10s.")]
    [InlineData("check 127.0.0.1:1 -o csv", "--output is 'csv': it must be text or json or junit.")]
    [InlineData("bench 127.0.0.1:0", "'127.0.0.1:0' has port 0, where no server listens: ports are 1 to 65535.")]
    [InlineData("bench 127.0.0.1:1 -d 10", "--duration is '10': it must be a duration from 1 ms to 24 d, for example 10s.")]
    [InlineData("bench 127.0.0.1:1 -d 30", "--duration is '30': it must be a duration from 1 ms to 24 d, for example 30s.")]
    [InlineData("completion tcsh", "'tcsh' is not a shell that is known here: give bash, zsh or fish.")]
    [InlineData("bench 127.0.0.1:1 -d 60d", "--duration is '60d': it must be a duration from 1 ms to 24 d, for example 10s.")]
    [InlineData("bench 127.0.0.1:1 --warmup 60d", "--warmup is '60d': it must be a duration from 0 µs to 24 d, for example 10s.")]
    [InlineData("server --drain-timeout 50d", "--drain-timeout is '50d': it must be a duration from 1 ms to 24 d, for example 10s.")]
    [InlineData("mesh --interval 50d", "--interval is '50d': it must be a duration from 10 ms to 24 d, for example 10s.")]
    [InlineData("mesh --seed 127.0.0.1:0", "'127.0.0.1:0' has port 0, where no server listens: ports are 1 to 65535.")]
    public async Task What_can_not_be_kept_is_refused_with_the_range(string words, string message) =>
        await RefusedAsync($"echoactors {words.Split(' ')[0]}", message, words);

    [Theory]
    [InlineData("--threshold p99<5xs", "--threshold: '5xs' is not a duration: for example p99<5ms.\n  p99<5xs\n      ^")]
    [InlineData("--find-max fast", "--find-max: 'fast' is not a metric: write one of p50, p99, p99.9 (any percentile), min, mean, max, rate, errors, lost, dropped.\n  fast\n  ^")]
    [InlineData("--ramp 1k:x:5s", "--ramp: 'x' is not a rate per second above 1k.\n  1k:x:5s\n     ^")]
    [InlineData("--ramp 5k:1k:5s", "--ramp: '1k' is not a rate per second above 5k.\n  5k:1k:5s\n     ^")]
    [InlineData("--ramp 1k:5s", "--ramp has three parts, FROM:TO:DURATION, for example 1k:50k:30s.\n  1k:5s\n       ^")]
    [InlineData("-s 64:10", "--size: '10' is not a size from 1 to 67,108,864 bytes, for example 64KiB, and no less than 64.\n  64:10\n     ^")]
    [InlineData("-p 50,101", "--percentiles: '101' is not a percentile above 0 and up to 100, for example 99.9.\n  50,101\n     ^")]
    [InlineData("-c 0", "--connections is '0': it must be a whole number from 1 to 1,000,000.")]
    [InlineData("-d 1s -n 5", "give --duration or --count, not both.")]
    [InlineData("-r 10 --pipeline 2", "--pipeline is for a closed loop: leave out --churn, --rate, --ramp and --find-max.")]
    [InlineData("-s 1 -f x", "give --size or --file, not both.")]
    [InlineData("-s 0", "--size: '0' is not a size from 1 to 67,108,864 bytes, for example 64KiB.\n  0\n  ^")]
    [InlineData("-s 1:2:3", "--size is a size or a range MIN:MAX, for example 64 or 64:4KiB.\n  1:2:3\n      ^")]
    [InlineData("--ramp 1:2:10ms", "--ramp: '10ms' is not a duration from 1 s to 24 d, for example 30s.\n  1:2:10ms\n      ^")]
    [InlineData("--ramp 1:2:3s --rate 3", "--ramp says rates and duration itself: leave out --rate, --duration and --count.")]
    [InlineData("--threshold p99", "--threshold: 'p99' is compared with nothing: write <=, >=, ==, !=, <, > and a limit, for example p99<5ms.\n  p99\n     ^")]
    [InlineData("--threshold foo<1ms", "--threshold: 'foo' is not a metric: write one of p50, p99, p99.9 (any percentile), min, mean, max, rate, errors, lost, dropped.\n  foo<1ms\n  ^")]
    [InlineData("--find-max p99<5ms -n 3", "--find-max tries each rate for a time: give --duration instead of --count.")]
    [InlineData("--churn --connect-rate 3", "--connect-rate is for connections that last: with --churn give --rate.")]
    [InlineData("--file /dev/null", "the file /dev/null has 0 bytes: a message has 1 to 67,108,864.")]
    [InlineData("--out /no/such/x", "the file /no/such/x can't be written: its directory does not exist.")]
    [InlineData("--out /tmp/x --html /tmp/../tmp/x", "--out and --html name one file, /tmp/x: give each its own.")]
    [InlineData("--out /", "the file / can't be written: it is a directory.")]
    [InlineData("--hdr /", "the file / can't be written: it is a directory.")]
    [InlineData("--html /", "the file / can't be written: it is a directory.")]
    [InlineData("--file /", "the file / can't be read: it is a directory.")]
    [InlineData("--file /no-such-file", "the file /no-such-file can't be read: it does not exist.")]
    [InlineData("--file /dev/zero", "the file /dev/zero has more than 67,108,864 bytes: a message has 1 to 67,108,864.")]
    [InlineData("-n 0", "--count is '0': it must be a whole number from 1 to 9,007,199,254,740,992.")]
    [InlineData("-r 0", "--rate is '0': it must be a whole number from 1 to 100,000,000.")]
    [InlineData("--pipeline 0", "--pipeline is '0': it must be a whole number from 1 to 1,000,000.")]
    [InlineData("--connect-rate 0", "--connect-rate is '0': it must be a whole number from 1 to 1,000,000.")]
    [InlineData("--pipeline 2 --churn", "--pipeline is for a closed loop: leave out --churn, --rate, --ramp and --find-max.")]
    [InlineData("--ramp 0:2:3s", "--ramp: '0' is not a rate per second, for example 1k.\n  0:2:3s\n  ^")]
    [InlineData("--threshold errors==x", "--threshold: 'x' is not a whole number: for example errors==0.\n  errors==x\n          ^")]
    [InlineData("--threshold rate>x", "--threshold: 'x' is not a number of messages per second: for example rate>=10k.\n  rate>x\n       ^")]
    [InlineData("-p 50,", "--percentiles: '' is not a percentile above 0 and up to 100, for example 99.9.\n  50,\n     ^")]
    [InlineData("-n 1 -n 2", "Option '-n' expects a single argument but 2 were provided.")]
    [InlineData("-o xml", "--output is 'xml': it must be text or json or csv.")]
    [InlineData("--rate", "Required argument missing for option: '--rate'.")]
    public async Task Bench_refuses_wrong_words_and_points_at_them(string words, string message) =>
        await RefusedAsync("echoactors bench", message, $"bench 127.0.0.1:1 {words}");

    [Theory]
    [InlineData("mesh --cluster a", "'a' has no port: write HOST:PORT, for example 127.0.0.1:3000 or [::1]:3000.")]
    [InlineData("mesh --seed :1", "':1' has no host: write HOST:PORT, for example 127.0.0.1:3000.")]
    [InlineData("mesh --public-host echo-1:4053", "--public-host: 'echo-1:4053' has a port: write only the host name or IP address.")]
    [InlineData("mesh --public-host \"", "--public-host: '\"' is neither a host name nor an IP address.")]
    [InlineData("mesh --name a\u001b[2J", "--name is 'a\\x1b[2J': it must be printable text of 1 to 100 characters.")]
    [InlineData("mesh --timeout 3s", "--timeout is 3 s and echoactors.mesh.interval is 2 s: 2 timeouts in a row must fit into one interval, so that a cut is seen within two intervals.")]
    [InlineData("mesh --interval 500ms", "echoactors.mesh.timeout is 500 ms and --interval is 500 ms: 2 timeouts in a row must fit into one interval, so that a cut is seen within two intervals.")]
    [InlineData("mesh --interval 1s --timeout 1s", "--timeout is 1 s and --interval is 1 s: 2 timeouts in a row must fit into one interval, so that a cut is seen within two intervals.")]
    [InlineData("mesh --size 2MiB", "--size is '2MiB': it must be a size from 1 to 1,048,576 bytes, for example 64KiB.")]
    [InlineData("mesh --fanout 0", "--fanout is '0': it must be a whole number from 1 to 1,000.")]
    [InlineData("mesh --nodes 1", "--nodes is '1': it must be a whole number from 2 to 100.")]
    [InlineData("mesh --nodes 3 --name a", "--name is for one node: with --nodes each chooses its own.")]
    [InlineData("mesh --nodes 3 --seed a:1", "--seed is for one node: with --nodes each chooses its own.")]
    [InlineData("mesh --admin here", "--admin is 'here': it must be HOST:PORT or off.")]
    [InlineData("mesh --admin name:1", "the admin address name:1 must be an IP address or localhost, with a port.")]
    [InlineData("mesh --config /", "the configuration file / can't be read: it is a directory.")]
    [InlineData("mesh status 127.0.0.1", "'127.0.0.1' has no port: write HOST:PORT, for example 127.0.0.1:3000 or [::1]:3000.")]
    [InlineData("mesh status 127.0.0.1:0", "'127.0.0.1:0' has port 0, where no server listens: ports are 1 to 65535.")]
    [InlineData("mesh status 127.0.0.1:1 -o xml", "--output is 'xml': it must be text or json.")]
    [InlineData("mesh status 127.0.0.1:1 x", "Unrecognized command or argument 'x'.")]
    [InlineData("mesh forget", "give NAME.")]
    [InlineData("mesh forget a 127.0.0.1:0", "'127.0.0.1:0' has port 0, where no server listens: ports are 1 to 65535.")]
    [InlineData("server --config /", "the configuration file / can't be read: it is a directory.")]
    [InlineData("server --admin 127.0.0.1", "--admin is '127.0.0.1': it must be HOST:PORT or off.")]
    [InlineData("send 127.0.0.1:1 -f /", "the file / can't be read: it is a directory.")]
    [InlineData("send 127.0.0.1:1 -f /no-such-file", "the file /no-such-file can't be read: it does not exist.")]
    [InlineData("send 127.0.0.1:1 -f /no/such/file", "the file /no/such/file can't be read: its directory does not exist.")]
    [InlineData("send 127.0.0.1:1 x --config /", "the configuration file / can't be read: it is a directory.")]
    [InlineData("server x", "Unrecognized command or argument 'x'.")]
    [InlineData("server --listen", "Required argument missing for option: '--listen'.")]
    [InlineData("server --listen a:1 b:2", "Unrecognized command or argument 'b:2'.")]
    [InlineData("server --listen 127.0.0.1:1x", "'1x' in '127.0.0.1:1x' is not a port: ports are 0 to 65535.")]
    [InlineData("server --admin name:1", "the admin address name:1 must be an IP address or localhost, with a port.")]
    [InlineData("mesh stats", "'stats' is not a command (did you mean status?).")]
    [InlineData("ping 127.0.0.1:1 -o csv", "--output is 'csv': it must be text or json.")]
    [InlineData("ping 127.0.0.1:1 -s 1:2", "--size is '1:2': it must be a size from 1 to 16,777,216 bytes, for example 64KiB.")]
    [InlineData("send 127.0.0.1:1 -f \u001b[31m", "the file \\x1b[31m can't be read: it does not exist.")]
    public async Task Every_command_names_what_it_does_not_take(string words, string message)
    {
        var run = await InProcess.RunAsync(words.Split(' '));

        var command = words.StartsWith("mesh status", StringComparison.Ordinal) || words.StartsWith("mesh forget", StringComparison.Ordinal)
            ? words[..11]
            : words.Split(' ')[0];
        Assert.StartsWith($"echoactors {command}: {message}", run.Error);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.DoesNotContain("\u001b", run.Error);
    }

    [Theory]
    [InlineData("ping", "ENDPOINT")]
    [InlineData("check", "ENDPOINT")]
    [InlineData("bench", "ENDPOINT")]
    public async Task What_has_no_default_server_asks_for_one(string command, string target) =>
        await RefusedAsync($"echoactors {command}", $"give {target}.", command);

    [Fact]
    public async Task A_message_that_looks_like_an_option_is_sent_after_two_dashes()
    {
        await using var server = await ServerProcess.StartAsync();

        var sent = await EchoActorsProcess.RunAsync("send", server.Target, "--", "--verbose");

        Assert.Equal(0, sent.ExitCode);
        Assert.StartsWith("send data successfully, data: --verbose\n", sent.Output);
    }

    [Theory]
    [InlineData("the file has no name: give a path.", "send", "127.0.0.1:1", "-f", "")]
    [InlineData("the file has no name: give a path.", "bench", "127.0.0.1:1", "--out", "")]
    [InlineData("the configuration file has no name: give a path.", "server", "--config", "")]
    [InlineData("--name is '': it must be printable text of 1 to 100 characters.", "mesh", "--name", "")]
    [InlineData("NAME is empty: give the name of a member, or its cluster address.", "mesh", "forget", "", "127.0.0.1:1")]
    public async Task What_is_empty_is_named(string message, params string[] words)
    {
        var run = await InProcess.RunAsync(words);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($": {message}\n", run.Error);
    }

    [Fact]
    public async Task Help_is_no_mistake()
    {
        var run = await InProcess.RunAsync("send", "--help");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("  echoactors send [<ENDPOINT> [<MESSAGE>]] [options]\n", run.Output);
    }

    private static async Task RefusedAsync(string command, string message, string words)
    {
        var run = await InProcess.RunAsync(words.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal($"{command}: {message}\nTry '{command} --help'.\n", run.Error);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
    }
}
