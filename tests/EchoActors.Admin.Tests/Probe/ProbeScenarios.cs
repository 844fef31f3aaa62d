using System.Net;
using EchoActors.Admin.Probe;
using EchoActors.Configuration;
using Xunit;

namespace EchoActors.Admin.Tests;

/// <summary><c>/probe</c>: who may be asked about, and what is answered.</summary>
public sealed class ProbeScenarios
{
    [Fact]
    public async Task Without_a_list_of_targets_there_is_no_probe()
    {
        await using var node = await ServerNode.StartAsync();

        using var response = await node.Http.GetAsync($"/probe?target={node.Echo}");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_target_on_the_list_is_asked_for_an_echo_and_its_phases_are_timed()
    {
        await using var node = await AllowedAsync("127.0.0.0/8:1-65535");

        var text = await node.Http.GetStringAsync($"/probe?target={node.Echo}&module=echo");

        Assert.Contains("\nprobe_success 1\n", text);
        Assert.Contains("\nprobe_ip_protocol 4\n", text);
        Assert.Contains("\necho_bytes 64\n", text);
        Assert.Matches("\necho_connect_seconds [0-9.E-]+\n", text);
        Assert.Matches("\necho_exchange_seconds [0-9.E-]+\n", text);
        Assert.DoesNotContain("echo_failure", text);
    }

    [Fact]
    public async Task A_target_where_nothing_listens_is_no_success_and_says_why()
    {
        await using var node = await AllowedAsync("127.0.0.1:1");

        var text = await node.Http.GetStringAsync("/probe?target=127.0.0.1:1");

        Assert.Contains("\nprobe_success 0\n", text);
        Assert.Contains("\necho_failure{cause=\"refused\"} 1\n", text);
    }

    [Theory]
    [InlineData("/probe?target=127.0.0.1:2", HttpStatusCode.Forbidden)]
    [InlineData("/probe?target=127.0.0.2:1", HttpStatusCode.Forbidden)]
    [InlineData("/probe?target=localhost:2", HttpStatusCode.Forbidden)]
    [InlineData("/probe?target=[::ffff:127.0.0.2]:1", HttpStatusCode.Forbidden)]
    [InlineData("/probe?target=127.0.0.1:1&module=http", HttpStatusCode.BadRequest)]
    [InlineData("/probe?target=127.0.0.1", HttpStatusCode.BadRequest)]
    [InlineData("/probe", HttpStatusCode.BadRequest)]
    public async Task What_is_not_on_the_list_or_makes_no_sense_is_refused(string request, HttpStatusCode status)
    {
        await using var node = await AllowedAsync("127.0.0.1:1");

        using var response = await node.Http.GetAsync(request);

        Assert.Equal(status, response.StatusCode);
    }

    [Theory]
    [InlineData("10.0.0.0/8:3000", "10.1.2.3", 3000, true)]
    [InlineData("10.0.0.0/8:3000", "10.1.2.3", 3001, false)]
    [InlineData("10.0.0.0/8:3000", "11.1.2.3", 3000, false)]
    [InlineData("10.0.0.0/8:3000", "::ffff:10.1.2.3", 3000, true)]
    [InlineData("192.0.2.7:3000-3010", "192.0.2.7", 3010, true)]
    [InlineData("192.0.2.7:3000-3010", "192.0.2.8", 3000, false)]
    [InlineData("[2001:db8::/32]:3000", "2001:db8::7", 3000, true)]
    [InlineData("[2001:db8::/32]:3000", "2001:db9::7", 3000, false)]
    public void A_list_names_networks_and_their_ports(string allowance, string address, int port, bool covers) =>
        Assert.Equal(covers, ProbeAllowance.Parse(allowance).Covers(IPAddress.Parse(address), port));

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.0/8")]
    [InlineData("10.0.0.0/33:3000")]
    [InlineData("2001:db8::/32:3000")]
    [InlineData("10.0.0.0/8:0")]
    [InlineData("10.0.0.0/8:3010-3000")]
    [InlineData("10.0.0.0/8:1-2-3")]
    [InlineData("name:3000")]
    public void A_network_that_is_none_is_refused_by_name(string allowance)
    {
        var refused = Assert.Throws<SettingsException>(() => new AdminOptions { ProbeAllow = [allowance] }.Checked());

        Assert.StartsWith($"echoactors.admin.probe-allow is '{allowance}': it must be a network and its ports", refused.Message);
    }

    private static Task<ServerNode> AllowedAsync(string allowance) =>
        ServerNode.StartAsync(ServerNode.AnyPort with { ProbeAllow = [allowance] });
}
