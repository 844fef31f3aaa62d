using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using EchoActors.Client;
using EchoActors.Probing.Load;
using EchoActors.Probing.Tests.Doubles;
using EchoActors.Probing.Verdicts;
using EchoActors.Tests.Shared;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace EchoActors.Probing.Tests.Load;

/// <summary>Loads against servers with known delays, every actor on one thread and every clock in the test's hand.</summary>
public sealed class VirtualTimeScenarios() : TestKit(VirtualTime.OneThread.WithFallback(Silent))
{
    private static readonly Config Silent = ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }");

    private static readonly TimeSpan Tick = TimeSpan.FromMicroseconds(50);

    private readonly FakeTimeProvider _time = new();
    private readonly List<LoadInterval> _intervals = [];
    private IActorRef _run = ActorRefs.Nobody;

    [Fact]
    public void A_server_that_answers_after_10_ms_shows_10_ms_at_every_percentile_of_a_closed_loop()
    {
        var result = Run(SimulatedServer.AnswersAfter(_time, TimeSpan.FromMilliseconds(10)), Closed(TimeSpan.FromSeconds(2)));

        foreach (var percentile in new[] { 1, 50, 90, 99, 99.9, 100 })
        {
            AssertWithin5Percent(TimeSpan.FromMilliseconds(10), result.Headline!.Latency.Percentile(percentile)!.Value);
        }

        AssertWithin5Percent(400, result.Headline!.Rate); // 4 connections, 100 exchanges a second each
    }

    [Fact]
    public void A_server_that_answers_after_10_ms_shows_10_ms_at_every_percentile_of_an_open_loop()
    {
        var result = Run(SimulatedServer.AnswersAfter(_time, TimeSpan.FromMilliseconds(10)), Open(200, TimeSpan.FromSeconds(2)));

        foreach (var percentile in new[] { 1, 50, 90, 99, 99.9, 100 })
        {
            AssertWithin5Percent(TimeSpan.FromMilliseconds(10), result.Headline!.Latency.Percentile(percentile)!.Value);
        }

        Assert.Equal(new LoadCounts(400, 400, 400 * 64, 0), result.Headline!.Counts);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void The_time_line_keeps_as_many_digits_as_asked_and_the_result_three(int digits)
    {
        var server = SimulatedServer.AnswersAfter(_time, TimeSpan.FromMilliseconds(10.05));
        var result = Run(server, Closed(TimeSpan.FromSeconds(2)) with { IntervalDigits = digits });

        Assert.Equal(10.05, result.Headline!.Latency.Percentile(99)!.Value.TotalMilliseconds, 0.0101);
        Assert.All(_intervals, interval => Assert.Equal(10.05, interval.Latency.Percentile(99)!.Value.TotalMilliseconds, digits == 3 ? 0.0101 : 0.101));
        Assert.All(_intervals, interval => Assert.Equal(digits, interval.Latency.Counts.NumberOfSignificantValueDigits));
    }

    [Fact]
    public void An_open_loop_shows_a_stall_of_200_ms_each_second_in_its_percentiles_and_a_closed_loop_does_not()
    {
        var stalling = SimulatedServer.Stalls200MillisecondsEachSecond(_time);
        var open = Run(stalling, Open(1000, TimeSpan.FromSeconds(4))).Headline!;
        var closed = Run(stalling, Closed(TimeSpan.FromSeconds(4)) with { Connections = 1 }).Headline!;

        // A fifth of the sends fall into stalls and wait 0 to 200 ms, evenly: p99 is 190 ms, p90 100 ms.
        AssertWithin5Percent(TimeSpan.FromMilliseconds(190), open.Latency.Percentile(99)!.Value);
        AssertWithin5Percent(TimeSpan.FromMilliseconds(100), open.Latency.Percentile(90)!.Value);
        AssertWithin5Percent(TimeSpan.FromMilliseconds(1), closed.Latency.Percentile(99)!.Value);
    }

    [Fact]
    public void A_closed_loop_finds_the_rate_of_a_server_that_answers_at_a_fixed_rate()
    {
        var result = Run(SimulatedServer.AnswersAtRate(_time, 500), Closed(TimeSpan.FromSeconds(4))).Headline!;

        AssertWithin5Percent(500, result.Rate);
        AssertWithin5Percent(TimeSpan.FromMilliseconds(8), result.Latency.Percentile(50)!.Value); // 4 in the queue, 2 ms each
    }

    [Fact]
    public void An_open_loop_above_a_servers_rate_counts_latency_from_when_sends_were_due()
    {
        var result = Run(SimulatedServer.AnswersAtRate(_time, 500), Open(1000, TimeSpan.FromSeconds(2))).Headline!;

        // 2,000 sends, 500 a second: the last comes back 2 s after it was due, the median one 1 s after.
        AssertWithin5Percent(TimeSpan.FromSeconds(2), result.Latency.Percentile(100)!.Value);
        AssertWithin5Percent(TimeSpan.FromSeconds(1), result.Latency.Percentile(50)!.Value);
        AssertWithin5Percent(500, result.Rate);
        Assert.Equal(2000, result.Counts.Echoed);
    }

    [Fact]
    public void Sends_are_made_when_they_are_due_whatever_came_back()
    {
        var result = Run(SimulatedServer.AnswersAfter(_time, TimeSpan.FromSeconds(1)), Open(1000, TimeSpan.FromSeconds(1))).Headline!;

        Assert.Equal(1000, result.Counts.Sent);
        Assert.True(result.SendDelay!.Longest <= TimeSpan.FromMicroseconds(250), $"{result.SendDelay!.Longest}");
    }

    [Fact]
    public void Sends_that_a_full_window_forbids_are_counted_as_dropped()
    {
        var options = Open(1000, TimeSpan.FromSeconds(1)) with { Connections = 1, Client = new EchoClientOptions { Window = 6400 } };

        var counts = Run(SimulatedServer.AnswersAfter(_time, TimeSpan.FromSeconds(5)), options).Headline!.Counts;

        Assert.Equal(1000, counts.Sent + counts.Dropped);
        Assert.Equal(101, counts.Sent);
    }

    [Fact]
    public void A_number_of_messages_is_sent_exactly_over_all_connections()
    {
        var options = Closed(TimeSpan.Zero) with { Plan = new SingleStep(new LoadStepSpec(null, null, 1001)), Pipeline = 3 };

        Assert.Equal(1001, Run(SimulatedServer.AnswersAfter(_time, TimeSpan.FromMilliseconds(1)), options).Headline!.Counts.Echoed);
    }

    [Fact]
    public void An_open_loop_sends_an_exact_number_of_messages()
    {
        var options = Closed(TimeSpan.Zero) with { Plan = new SingleStep(new LoadStepSpec(1000, null, 777)) };

        Assert.Equal(777, Run(SimulatedServer.AnswersAfter(_time, TimeSpan.FromMilliseconds(1)), options).Headline!.Counts.Echoed);
    }

    [Fact]
    public void The_warm_up_counts_nowhere()
    {
        var options = Open(100, TimeSpan.FromSeconds(1)) with { Warmup = TimeSpan.FromSeconds(3) };

        var result = Run(SimulatedServer.AnswersAfter(_time, TimeSpan.FromMilliseconds(1)), options);

        Assert.Equal(100, result.Headline!.Counts.Sent);
        Assert.Equal(100, result.Headline.Latency.Count);
        Assert.Equal(TimeSpan.Zero, result.Points[0].Start);
        Assert.Equal(300, _intervals.Where(interval => interval.IsWarmup).Sum(interval => interval.Echoed));
    }

    [Fact]
    public void Connections_are_opened_at_the_rate_that_was_asked_for()
    {
        var options = Closed(TimeSpan.FromSeconds(1)) with { Connections = 50, ConnectRate = 100 };
        Start(SimulatedServer.AnswersAfter(_time, TimeSpan.FromMilliseconds(1)), options, out var done);

        Advance(TimeSpan.FromMilliseconds(480));
        Assert.Empty(_intervals);
        Advance(TimeSpan.FromMilliseconds(1600));

        Assert.Equal(50, Finished(done).Connected);
    }

    [Fact]
    public void A_search_finds_the_rate_at_which_a_server_breaks()
    {
        Assert.True(Threshold.TryParse("p99<20ms", out var condition, out _));
        var options = Closed(TimeSpan.Zero) with { Plan = new RateSearch(100, TimeSpan.FromSeconds(1), condition) };

        var result = Run(SimulatedServer.AnswersAtRate(_time, 1000), options);

        Assert.InRange(result.BestHeld!.Step.Rate!.Value, 950, 1050);
    }

    [Fact]
    public void A_ramp_ends_at_the_first_rate_that_breaks_its_condition()
    {
        Assert.True(Threshold.TryParse("p99<20ms", out var condition, out _));
        var options = Closed(TimeSpan.Zero) with { Plan = new Ramp(100, 2000, TimeSpan.FromSeconds(20), condition) };

        var result = Run(SimulatedServer.AnswersAtRate(_time, 1000), options);

        Assert.Equal(1000, result.BestHeld!.Step.Rate!.Value, tolerance: 1);
        Assert.Equal(1100, result.Steps[^1].Step.Rate!.Value, tolerance: 1);
    }

    [Fact]
    public void Churn_makes_a_connection_for_each_message_and_times_connecting_apart()
    {
        var options = Closed(TimeSpan.Zero) with { Churn = true, Plan = new SingleStep(new LoadStepSpec(null, null, 200)) };

        var result = Run(SimulatedServer.AnswersAfter(_time, TimeSpan.FromMilliseconds(5)), options);

        Assert.Equal(200, result.Headline!.Counts.Echoed);
        Assert.Equal(200, result.Headline.ConnectTime.Count);
        AssertWithin5Percent(TimeSpan.FromMilliseconds(5), result.Headline.Latency.Percentile(99)!.Value);
    }

    [Fact]
    public void Churn_in_an_open_loop_counts_latency_from_when_the_connection_was_due()
    {
        var options = Open(400, TimeSpan.FromSeconds(1)) with { Churn = true, Connections = 2 };

        // Two workers at 10 ms each carry 200 a second: the queue grows, and what is in it at the end is dropped.
        var result = Run(SimulatedServer.AnswersAfter(_time, TimeSpan.FromMilliseconds(10)), options).Headline!;

        Assert.Equal(400, result.Counts.Sent + result.Counts.Dropped);
        AssertWithin5Percent(200, result.Counts.Sent);
        AssertWithin5Percent(TimeSpan.FromMilliseconds(500), result.Latency.Percentile(100)!.Value);
    }

    [Fact]
    public void A_load_that_is_cancelled_reports_what_it_has_and_says_so()
    {
        Start(SimulatedServer.AnswersAfter(_time, TimeSpan.FromMilliseconds(1)), Open(100, TimeSpan.FromSeconds(60)), out var done);
        Advance(TimeSpan.FromSeconds(2));

        _run.Tell(ActorTask.Cancel.Instance);
        Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("it was interrupted", Finished(done).Partial);
        Assert.InRange(Finished(done).Headline!.Counts.Echoed, 198, 202);
        Assert.Empty(Finished(done).Errors);
    }

    [Fact]
    public void A_load_that_is_cancelled_in_its_warm_up_measured_nothing_and_says_so()
    {
        var options = Open(100, TimeSpan.FromSeconds(60)) with { Warmup = TimeSpan.FromSeconds(60) };
        Start(SimulatedServer.AnswersAfter(_time, TimeSpan.FromMilliseconds(1)), options, out var done);
        Advance(TimeSpan.FromSeconds(2));

        _run.Tell(ActorTask.Cancel.Instance);
        Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("it was interrupted during the warm-up", Finished(done).Partial);
        Assert.Null(Finished(done).Headline);
    }

    [Fact]
    public void A_load_that_is_cancelled_while_it_connects_measured_nothing_and_says_so()
    {
        var options = Closed(TimeSpan.FromSeconds(60)) with { Connections = 50, ConnectRate = 1 };
        Start(SimulatedServer.AnswersAfter(_time, TimeSpan.FromMilliseconds(1)), options, out var done);
        Advance(TimeSpan.FromSeconds(2));

        _run.Tell(ActorTask.Cancel.Instance);

        Assert.Equal("it was interrupted while connections were being opened", Finished(done).Partial);
        Assert.Null(Finished(done).Headline);
    }

    [Fact]
    public void A_second_in_which_nothing_came_back_has_no_latency()
    {
        var standstill = SimulatedServer.StandsStill(_time, from: TimeSpan.FromSeconds(1), until: TimeSpan.FromSeconds(3.5));

        var points = Run(standstill, Open(100, TimeSpan.FromSeconds(5))).Points;

        Assert.Equal([false, true, true, false, false], points.Select(point => point.P50 is null));
        Assert.All(points, point => Assert.Equal(point.Rate == 0, point.Max is null));
    }

    private static LoadOptions Closed(TimeSpan duration) => new()
    {
        Target = new HostPort("127.0.0.1", 3000),
        Connections = 4,
        Plan = new SingleStep(new LoadStepSpec(null, duration, null)),
        Payload = Payload.Random(64, 64, new Random(1)),
    };

    private static LoadOptions Open(double rate, TimeSpan duration) =>
        Closed(duration) with { Plan = new SingleStep(new LoadStepSpec(rate, duration, null)) };

    private LoadResult Run(Props server, LoadOptions options)
    {
        Start(server, options, out var done);
        for (var minutes = 0; minutes < 5 && !done.Task.IsCompleted; minutes++)
        {
            Advance(TimeSpan.FromMinutes(1), until: done.Task);
        }

        Assert.True(done.Task.IsCompleted, "The load did not end within five minutes of virtual time.");
        return Finished(done);
    }

    private static LoadResult Finished(TaskCompletionSource<LoadResult> done)
    {
        Assert.True(done.Task.IsCompleted);
        return done.Task.Result;
    }

    private void Start(Props server, LoadOptions options, out TaskCompletionSource<LoadResult> done)
    {
        done = new TaskCompletionSource<LoadResult>();
        var tcp = Started(server);
        _run = Started(LoadRun.Props(options, done, new Collecting(_intervals), tcp, _time));
    }

    // The guardian starts actors on a thread of its own; from then on they run on the test's. The second answer comes
    // after everything that an actor told itself while it started.
    private IActorRef Started(Props props)
    {
        var actor = Sys.ActorOf(props);
        for (var answers = 0; answers < 2; answers++)
        {
            actor.Tell(new Identify(null), TestActor);
            ExpectMsg<ActorIdentity>();
        }

        return actor;
    }

    private void Advance(TimeSpan duration, Task? until = null)
    {
        for (var passed = TimeSpan.Zero; passed < duration && until is not { IsCompleted: true }; passed += Tick)
        {
            _time.Advance(Tick);
        }
    }

    private static void AssertWithin5Percent(TimeSpan expected, TimeSpan actual) =>
        AssertWithin5Percent(expected.TotalMilliseconds, actual.TotalMilliseconds);

    private static void AssertWithin5Percent(double expected, double actual) =>
        Assert.InRange(actual, expected * 0.95, expected * 1.05);

    private sealed class Collecting(List<LoadInterval> intervals) : IProgress<LoadInterval>
    {
        public void Report(LoadInterval value) => intervals.Add(value);
    }
}
