using EchoActors.Probing.Check;
using EchoActors.Probing.Tests.Doubles;
using EchoActors.Tests.Shared;
using Xunit;

namespace EchoActors.Probing.Tests.Check;

public sealed class CheckOverSocketsTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500); // where nothing answers

    private readonly MeasuringSystem _system = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Fact]
    public async Task A_right_server_passes_what_every_path_needs()
    {
        await using var server = MisbehavingServer.Echoes();

        var findings = await FindAsync(server.Address, PartNames.Resolve, PartNames.Connect, PartNames.Echo, PartNames.HalfClose);

        Assert.All(findings, finding => Assert.True(finding.Verdict == CheckVerdict.Pass, finding.ToString()));
        Assert.Equal(["resolve", "connect IPv4", "echo", "half-close"], findings.Select(finding => finding.Label));
    }

    [Fact]
    public async Task The_whole_battery_passes_on_loopback()
    {
        await using var server = MisbehavingServer.Echoes();
        var options = new CheckOptions { Target = server.Address, Throughput = TimeSpan.FromSeconds(1), Idle = TimeSpan.FromSeconds(1) };

        var findings = await FindAsync(options);

        Assert.All(findings, finding => Assert.True(finding.Verdict == CheckVerdict.Pass, finding.ToString()));
        Assert.Equal(PartNames.All.Except([PartNames.Tls]), findings.Select(finding => finding.Part).Distinct());
    }

    [Fact]
    public async Task A_server_that_serves_only_some_connections_at_once_is_found_by_the_burst()
    {
        using var places = new SemaphoreSlim(20);
        await using var server = new MisbehavingServer(async (client, stopping) =>
        {
            if (!await places.WaitAsync(TimeSpan.Zero, stopping))
            {
                client.Close(timeout: 0);
                return;
            }

            try
            {
                var buffer = new byte[64];
                while (await client.ReceiveAsync(buffer, stopping) is > 0 and var count)
                {
                    await client.SendAsync(buffer.AsMemory(0, count), stopping);
                }
            }
            finally
            {
                places.Release();
            }
        });

        var burst = await FindOneAsync(server.Address, PartNames.Burst);

        Assert.Equal((CheckVerdict.Warn, "the server, or a proxy before it, has a limit of connections for an address or in all"), (burst.Verdict, burst.Why));
        // On a slow machine the first connections are over before the last begin.
        Assert.Matches("^[0-9]+ of 128 connections at once were served, [0-9]+ accepted and then ended", burst.Text);
    }

    [Fact]
    public async Task A_gentle_check_opens_no_more_connections_than_its_other_parts_need()
    {
        var connections = 0;
        await using var server = new MisbehavingServer(async (client, stopping) =>
        {
            Interlocked.Increment(ref connections);
            var buffer = new byte[64];
            while (await client.ReceiveAsync(buffer, stopping) is > 0 and var count)
            {
                await client.SendAsync(buffer.AsMemory(0, count), stopping);
            }
        });
        var options = new CheckOptions { Target = server.Address, Only = new HashSet<string> { PartNames.Burst }, Gentle = true };

        var burst = Assert.Single(await FindAsync(options));

        Assert.Equal((CheckVerdict.Skip, "not with --gentle", 6), (burst.Verdict, burst.Text, connections)); // connect has 5, echo 1
    }

    [Fact]
    public async Task Sizes_that_never_come_back_are_narrowed_to_the_byte()
    {
        const int Limit = 1_100;
        await using var server = new MisbehavingServer(async (client, stopping) =>
        {
            var buffer = new byte[64 * 1024];
            for (var left = Limit; await client.ReceiveAsync(buffer, stopping) is > 0 and var count; left -= count)
            {
                await client.SendAsync(buffer.AsMemory(0, Math.Clamp(left, 0, count)), stopping);
            }
        });

        var sizes = await FindOneAsync(server.Address, PartNames.Sizes);

        Assert.Equal(
            (CheckVerdict.Fail, "echoes of 1,101 B and more from the server never arrive (1,100 B did)"), (sizes.Verdict, sizes.Text));
    }

    [Fact]
    public async Task A_port_where_nothing_listens_is_refused_and_all_that_needs_it_is_skipped()
    {
        var findings = await FindAsync(new HostPort("127.0.0.1", 1));

        Assert.Equal("127.0.0.1 refused the connection", Assert.Single(findings, finding => finding.Verdict == CheckVerdict.Fail).Text);
        Assert.All(findings.Skip(2), finding => Assert.Equal((CheckVerdict.Skip, "there is no connection"), (finding.Verdict, finding.Text)));
        Assert.True(new CheckReport(new HostPort("127.0.0.1", 1), findings, TimeSpan.Zero).CouldNotConnect);
    }

    [Theory]
    [InlineData("220 mail.example ESMTP\r\n")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    public async Task A_server_that_speaks_first_is_no_echo_and_its_words_are_shown(string greeting)
    {
        await using var server = MisbehavingServer.Greets(greeting);

        var echo = await FindOneAsync(server.Address, PartNames.Echo);

        Assert.Equal((CheckVerdict.Fail, "another service listens on this port"), (echo.Verdict, echo.Why));
        Assert.Contains($"it said \"{PrintableBytes.Format(System.Text.Encoding.ASCII.GetBytes(greeting))}\"", echo.Text);
    }

    [Fact]
    public async Task A_byte_too_many_behind_the_echo_fails()
    {
        await using var server = MisbehavingServer.AddsAByte();

        var echo = await FindOneAsync(server.Address, PartNames.Echo);

        Assert.Equal((CheckVerdict.Fail, "the server, or something on the path, changes or adds bytes"), (echo.Verdict, echo.Why));
    }

    [Fact]
    public async Task A_server_that_never_answers_has_acknowledged_the_bytes()
    {
        await using var server = await FaultyServer.NeverAnswersAsync();

        var echo = await FindOneAsync(server.Address, PartNames.Echo);

        Assert.Equal((CheckVerdict.Fail, "no answer in 500 ms"), (echo.Verdict, echo.Text));
        Assert.StartsWith("the peer's system acknowledged the bytes", echo.Why);
    }

    [Fact]
    public async Task A_server_that_closes_at_once_is_told_from_one_that_refuses()
    {
        await using var server = new MisbehavingServer((_, _) => Task.CompletedTask);

        var connect = await FindOneAsync(server.Address, PartNames.Connect);

        Assert.Equal((CheckVerdict.Fail, "accepted, and closed at once"), (connect.Verdict, connect.Text));
    }

    [Fact]
    public async Task A_server_that_keeps_its_own_direction_open_never_ends_the_stream()
    {
        await using var server = new MisbehavingServer(async (client, stopping) =>
        {
            var buffer = new byte[64 * 1024];
            while (await client.ReceiveAsync(buffer, stopping) is > 0 and var count)
            {
                for (var sent = 0; sent < count;)
                {
                    sent += await client.SendAsync(buffer.AsMemory(sent, count - sent), stopping);
                }
            }

            await Task.Delay(Timeout.Infinite, stopping);
        });

        var halfClose = await FindOneAsync(server.Address, PartNames.HalfClose);

        Assert.Equal("all 1,048,576 bytes back after shutdown, but the end of the stream never comes", halfClose.Text);
    }

    [Fact]
    public async Task A_server_that_ends_both_directions_at_the_end_of_one_is_found_even_if_it_is_late()
    {
        await using var server = new MisbehavingServer(async (client, stopping) =>
        {
            var buffer = new byte[64 * 1024];
            while (await client.ReceiveAsync(buffer, stopping) is > 0 and var count)
            {
                for (var sent = 0; sent < count;)
                {
                    sent += await client.SendAsync(buffer.AsMemory(sent, count - sent), stopping);
                }
            }

            client.Close(timeout: 0); // what the system holds of the echo is lost
        });

        var halfClose = await FindOneAsync(server.Address, PartNames.HalfClose);

        Assert.Matches("^reset after [0-9,]+ of 1,048,576 bytes, when our direction had ended$", halfClose.Text);
    }

    [Fact]
    public async Task A_check_that_is_cancelled_skips_the_rest_and_says_why()
    {
        await using var server = MisbehavingServer.Echoes();
        using var cancellation = new CancellationTokenSource();
        var findings = new List<Finding>();

        await foreach (var happened in _system.Actors.CheckAsync(new CheckOptions { Target = server.Address }, cancellation.Token))
        {
            if (happened is CheckEvent.Found found)
            {
                findings.Add(found.Finding);
                await cancellation.CancelAsync();
            }
        }

        Assert.Equal(CheckVerdict.Pass, findings[0].Verdict);
        Assert.All(findings.Skip(1), finding => Assert.Equal(CheckVerdict.Skip, finding.Verdict));
        Assert.Equal("interrupted", findings[1].Text);
    }

    [Fact]
    public async Task A_deadline_ends_a_check_that_waits()
    {
        await using var server = await FaultyServer.NeverAnswersAsync();
        var options = new CheckOptions
        {
            Target = server.Address,
            Timeout = TimeSpan.FromMinutes(1),
            Deadline = TimeSpan.FromSeconds(1),
            Only = new HashSet<string> { PartNames.Echo },
        };

        var findings = await FindAsync(options);

        Assert.Equal((CheckVerdict.Skip, "not done at the deadline"), (findings[^1].Verdict, findings[^1].Text));
    }

    private async Task<Finding> FindOneAsync(HostPort target, string part) =>
        Assert.Single(await FindAsync(target, part), finding => finding.Part == part);

    private Task<List<Finding>> FindAsync(HostPort target, params string[] parts) =>
        FindAsync(new CheckOptions { Target = target, Only = new HashSet<string>(parts), Timeout = Patience });

    private async Task<List<Finding>> FindAsync(CheckOptions options)
    {
        var findings = new List<Finding>();
        await foreach (var happened in _system.Actors.CheckAsync(options))
        {
            if (happened is CheckEvent.Found found)
            {
                findings.Add(found.Finding);
            }
        }

        return findings;
    }
}
