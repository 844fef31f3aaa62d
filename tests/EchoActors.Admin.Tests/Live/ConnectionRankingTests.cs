using System.Net;
using EchoActors.Admin.Live;
using EchoActors.Server;
using EchoActors.Tests.Shared;
using Xunit;

namespace EchoActors.Admin.Tests;

/// <summary>Which connections a page shows: the first few in its order, of those that its filter lets through.</summary>
public sealed class ConnectionRankingTests
{
    private readonly SteppedClock _time = new(DateTimeOffset.UnixEpoch);
    private readonly ConnectionRanking _ranking;

    public ConnectionRankingTests() => _ranking = new ConnectionRanking(_time);

    [Fact]
    public void The_busiest_are_those_that_moved_most_between_two_looks()
    {
        var (quick, slow, idle) = (Of("192.0.2.1", 1000), Of("192.0.2.2", 10), Of("192.0.2.3", 5000));
        Look(quick, slow, idle);
        Assert.Empty(_ranking.First(ConnectionOrder.Busiest, "").First);

        quick.AddReceived(2000);
        slow.AddReceived(20);
        _time.Advance(TimeSpan.FromSeconds(2));
        _time.SetBack(TimeSpan.FromHours(1)); // rates are of the monotonic clock
        Look(quick, slow, idle);

        Assert.Equal([(quick, 1000), (slow, 10)], _ranking.First(ConnectionOrder.Busiest, "").First.Select(each => (each.Traffic, each.BytesPerSecond)));
        Assert.Equal([idle, quick, slow], Ranked(ConnectionOrder.Largest));
        Assert.Equal([idle, quick, slow], Ranked(ConnectionOrder.Outstanding));
    }

    [Fact]
    public void Those_that_have_ended_are_gone_at_the_next_look()
    {
        var (first, second) = (Of("192.0.2.1", 1), Of("192.0.2.2", 1));
        Look(first, second);

        Look(second);

        Assert.Equal([second], Ranked(ConnectionOrder.Oldest));
    }

    [Theory]
    [InlineData("", 30)]
    [InlineData("192.0.2.1", 12)] // and .10 to .19, and .100
    [InlineData("192.0.2.1:", 1)]
    [InlineData("[2001:DB8::1]:", 1)]
    [InlineData("198.51.100.1", 0)]
    public void A_filter_is_part_of_an_address(string filter, int matching)
    {
        var addresses = Enumerable.Range(1, 28).Select(number => $"192.0.2.{number}").Append("192.0.2.100").Append("2001:db8::1");
        Look([.. addresses.Select(address => Of(address, 1))]);

        var selection = _ranking.First(ConnectionOrder.Largest, filter);

        Assert.Equal((matching, Math.Min(10, matching)), (selection.Matching, selection.First.Count));
    }

    private IEnumerable<ConnectionTraffic> Ranked(ConnectionOrder order) => _ranking.First(order, "").First.Select(each => each.Traffic);

    private void Look(params ConnectionTraffic[] connections) => _ranking.LookAt(connections);

    private ConnectionTraffic Of(string address, int received)
    {
        var traffic = new ConnectionTraffic(new IPEndPoint(IPAddress.Parse(address), 40_000), _time);
        traffic.AddReceived(received);
        return traffic;
    }
}
