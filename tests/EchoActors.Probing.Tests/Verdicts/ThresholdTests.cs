using EchoActors.Client;
using EchoActors.Probing.Load;
using EchoActors.Probing.Verdicts;
using Xunit;

namespace EchoActors.Probing.Tests.Verdicts;

public sealed class ThresholdTests
{
    [Theory]
    [InlineData("p99<5ms", true)]
    [InlineData("p99 < 3ms", false)]
    [InlineData("p50<=3ms", true)]
    [InlineData("max>=3ms", true)]
    [InlineData("min<1ms", false)]
    [InlineData("mean>1ms", true)]
    [InlineData("rate>=1k", true)]
    [InlineData("rate>=10k", false)]
    [InlineData("errors==2", true)]
    [InlineData("errors!=2", false)]
    [InlineData("lost==1", true)]
    [InlineData("dropped<4", true)]
    public void It_holds_or_not(string text, bool holds) =>
        Assert.Equal(holds, Read(text).Judge(Measured()).Holds);

    [Fact]
    public void A_verdict_names_the_threshold_and_the_figure() =>
        Assert.Equal("rate>=10k does not hold: rate is 1,000 messages/s", Read("rate>=10k").Judge(Measured()).ToString());

    [Fact]
    public void A_latency_threshold_does_not_hold_where_nothing_came_back() =>
        Assert.False(Read("p99<5ms").Judge(Measured() with { Latency = new DurationHistogram() }).Holds);

    [Theory]
    [InlineData("p99<5ms")]
    [InlineData("rate>=1")]
    [InlineData("errors==0")]
    public void No_threshold_holds_where_nothing_was_measured(string text)
    {
        var result = new LoadResult
        {
            Options = new LoadOptions
            {
                Target = new HostPort("127.0.0.1", 7),
                Plan = new SingleStep(new LoadStepSpec(null, TimeSpan.FromSeconds(1), null)),
                Payload = Payload.Of([1]),
            },
            StartedAt = DateTimeOffset.UnixEpoch,
            Steps = [],
            Points = [],
            Errors = new Dictionary<EchoEnd, long>(),
            ErrorMessages = [],
            Connected = 0,
            ConnectTime = new DurationHistogram(),
        };

        var verdict = Read(text).Judge(result);

        Assert.False(verdict.Holds);
        Assert.Equal("unknown because nothing was measured", verdict.Actual);
    }

    [Theory]
    [InlineData("p99<5xs", 4, "'5xs' is not a duration: for example p99<5ms.")]
    [InlineData("latency<5ms", 0, "'latency' is not a metric: write one of p50, p99, p99.9 (any percentile), min, mean, max, rate, errors, lost, dropped.")]
    [InlineData("p101<5ms", 0, "'p101' is not a metric: write one of p50, p99, p99.9 (any percentile), min, mean, max, rate, errors, lost, dropped.")]
    [InlineData("rate>=fast", 6, "'fast' is not a number of messages per second: for example rate>=10k.")]
    [InlineData("errors", 6, "'errors' is compared with nothing: write <=, >=, ==, !=, <, > and a limit, for example errors==0.")]
    [InlineData("errors=0", 6, "'errors' is compared with nothing: write <=, >=, ==, !=, <, > and a limit, for example errors==0.")]
    public void What_cannot_be_read_is_pointed_at(string text, int offset, string message)
    {
        Assert.False(Threshold.TryParse(text, out _, out var mistake));
        Assert.Equal(new ReadingMistake(text, offset, message), mistake);
    }

    [Fact]
    public void A_mistake_is_marked_below_the_text()
    {
        Assert.False(Threshold.TryParse("p99<5xs", out _, out var mistake));
        Assert.EndsWith("\n  p99<5xs\n      ^", mistake.ToString());
    }

    private static Threshold Read(string text)
    {
        Assert.True(Threshold.TryParse(text, out var threshold, out var mistake), mistake?.ToString());
        return threshold;
    }

    // 1,000 messages in a second, 1 to 4 ms.
    private static LoadMeasurement Measured()
    {
        var latency = new DurationHistogram();
        for (var i = 0; i < 1000; i++)
        {
            latency.Record(1_000_000 + (i * 3_000L));
        }

        return new LoadMeasurement
        {
            Step = new LoadStepSpec(null, TimeSpan.FromSeconds(1), null),
            Elapsed = TimeSpan.FromSeconds(1),
            Counts = new LoadCounts(1001, 1000, 64000, 3),
            Errors = new Dictionary<EchoEnd, long> { [EchoEnd.Reset] = 2 },
            Latency = latency,
            ConnectTime = new DurationHistogram(),
        };
    }
}
