using EchoActors.Filters.Tls;
using EchoActors.Server;
using EchoActors.Tests.Doubles;
using Xunit;

namespace EchoActors.Tests.Server;

/// <summary>What a server asks for, against what this process may open and use.</summary>
public sealed class ProcessLimitsTests
{
    private static readonly EchoServerOptions Greedy = new() { MaxConnections = 1_000_000, MaxHandshakes = 100_000 };

    private static readonly EchoListenerOptions WithHandshake =
        new(Endpoint.Parse("tls://127.0.0.1:0")) { Tls = new TlsServerOptions { SelfSigned = true } };

    private readonly RecordingLog _log = new();

    [Fact]
    public void A_server_that_asks_for_little_gets_it()
    {
        var limits = ProcessLimits.Of(new EchoServerOptions { MaxConnections = 10, MaxHandshakes = 3, Listen = [WithHandshake] }, _log);

        Assert.Equal(new ProcessLimits(10, 3, RefusalReason.ConnectionLimit), limits);
        Assert.Empty(_log.Warnings);
    }

    [Fact]
    public void Handshakes_and_clients_share_what_there_is_and_most_of_it_is_for_clients()
    {
        var all = ProcessLimits.Of(Greedy, _log).MaxClients;

        var limits = ProcessLimits.Of(Greedy with { MaxConnections = all, Listen = [WithHandshake, WithHandshake] }, _log);

        Assert.InRange(limits.MaxClients, 6 * limits.MaxHandshakes, (6 * limits.MaxHandshakes) + 7); // three quarters, and what the division leaves
        Assert.Contains(_log.Warnings, warning => warning.StartsWith("max-handshakes is lowered from 100000 to ", StringComparison.Ordinal));
    }

    [Fact]
    public void Servers_of_one_process_each_take_their_part_of_it()
    {
        var all = ProcessLimits.Of(Greedy, _log).MaxClients;

        var limits = ProcessLimits.Of(Greedy with { MaxConnections = all, ServersInProcess = 4 }, _log);

        Assert.InRange(limits.MaxClients, 1, (all / 4) + 100); // other tests open and close descriptors meanwhile
        Assert.Contains(_log.Warnings, warning => warning.EndsWith(", for 4 servers", StringComparison.Ordinal));
    }
}
