using EchoActors.Mesh.Membership;
using EchoActors.Tests.Shared;
using Xunit;

namespace EchoActors.Mesh.Tests.Membership;

public sealed class DeparturesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly SteppedClock _clock = new(Noon);
    private readonly Departures _departures;

    public DeparturesTests() => _departures = new Departures(forgetAfter: Hour, _clock);

    [Fact]
    public void A_departure_is_news_once()
    {
        Assert.True(_departures.Add(Of("a"), Noon));
        Assert.False(_departures.Add(Of("a"), Noon));
        Assert.Equal("a", Assert.Single(_departures.Shown).Name);
    }

    [Fact]
    public void A_forgotten_one_is_not_shown_and_stays_forgotten_whoever_tells_of_it_again()
    {
        _departures.Add(Of("a"), Noon);
        Assert.Equal("a", Assert.Single(_departures.Forget("a")).Name);
        Assert.False(_departures.Add(Of("a"), Noon));
        Assert.Empty(_departures.Shown);
        Assert.True(Assert.Single(_departures.All).IsForgotten);
    }

    [Fact]
    public void One_that_another_node_was_asked_to_forget_is_forgotten_here_too()
    {
        _departures.Add(Of("a"), Noon);
        _departures.Add(Of("a") with { IsForgotten = true }, Noon);
        Assert.Empty(_departures.Shown);
    }

    [Fact]
    public void It_is_forgotten_by_address_as_well_and_no_other_is()
    {
        _departures.Add(Of("a"), Noon);
        _departures.Add(Of("b"), Noon);
        Assert.Empty(_departures.Forget("c"));
        Assert.Single(_departures.Forget("a:4053"));
        Assert.Equal("b", Assert.Single(_departures.Shown).Name);
    }

    [Fact]
    public void One_that_returns_is_gone_no_more()
    {
        _departures.Add(Of("a"), Noon);
        Assert.True(_departures.Contains("a:4053"));
        _departures.Return("a:4053");
        Assert.Empty(_departures.All);
    }

    [Fact]
    public void It_is_dropped_after_the_time_for_forgetting_and_not_taken_over_later()
    {
        _departures.Add(Of("a"), Noon);
        _clock.Advance(Hour);
        _departures.Prune();
        Assert.Single(_departures.All);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _departures.Prune();
        Assert.Empty(_departures.All);
        Assert.False(_departures.Add(Of("a"), Noon + Hour + TimeSpan.FromSeconds(1)));
        Assert.Empty(_departures.All);
    }

    [Fact]
    public void A_clock_that_is_set_back_keeps_none_longer()
    {
        _departures.Add(Of("a"), Noon);
        _clock.SetBack(Hour);
        _clock.Advance(Hour + TimeSpan.FromSeconds(1));
        _departures.Prune();
        Assert.Empty(_departures.All);
    }

    [Fact]
    public void One_that_is_told_late_is_kept_no_longer_than_by_the_node_that_told_it()
    {
        _clock.Advance(Hour / 2);
        _departures.Add(Of("a"), _clock.GetUtcNow());
        _clock.Advance((Hour / 2) + TimeSpan.FromSeconds(1));
        _departures.Prune();
        Assert.Empty(_departures.All);
    }

    [Fact]
    public void A_hundred_are_kept_the_latest()
    {
        for (var i = 0; i < 150; i++)
        {
            _departures.Add(Of($"n{i}") with { Since = Noon.AddSeconds(i) }, Noon);
        }

        _departures.Prune();
        Assert.Equal(100, _departures.All.Count);
        Assert.Equal("n149", _departures.All[0].Name);
    }

    private static Departure Of(string name) => new($"{name}:4053", 1, name, Noon, Noon, IsForgotten: false);
}
