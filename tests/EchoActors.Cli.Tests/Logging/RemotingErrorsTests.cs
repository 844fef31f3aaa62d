using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace EchoActors.Cli.Tests;

/// <summary>Peers that do not speak remoting's protocol are a line for each kind and host in a minute.</summary>
public sealed class RemotingErrorsTests
{
    private readonly List<string> _lines = [];
    private readonly ManualTime _time = new();

    [Fact]
    public void A_kind_of_fault_of_one_host_is_logged_once_in_a_minute_with_a_count_and_without_a_stack()
    {
        using var log = Log();
        for (var port = 1; port <= 1000; port++)
        {
            Caught(log, "192.0.2.1", port);
        }

        Caught(log, "192.0.2.2", 1);
        log.Error(new InvalidOperationException("Decoding PDU failed"), "Error while decoding incoming Akka PDU of length 5");
        _time.Advance(TimeSpan.FromMinutes(1));
        Caught(log, "192.0.2.1", 5);

        Assert.Equal(
            [
                "Warning remoting: 192.0.2.1:1 does not speak its protocol and is disconnected: Adjusted frame length exceeds; 0 more of these in the minute before",
                "Warning remoting: 192.0.2.2:1 does not speak its protocol and is disconnected: Adjusted frame length exceeds; 0 more of these in the minute before",
                "Warning remoting: a peer does not speak its protocol and is disconnected: Decoding PDU failed; 0 more of these in the minute before",
                "Warning remoting: 192.0.2.1:5 does not speak its protocol and is disconnected: Adjusted frame length exceeds; 999 more of these in the minute before",
            ],
            _lines);
    }

    [Theory]
    [InlineData("akka.tcp://echoactors@127.0.0.1:3000", "127.0.0.1:3000")]
    [InlineData("akka.tcp://echoactors@echo-1.example:4053", "echo-1.example:4053")]
    public void What_is_for_another_node_is_logged_once_in_a_minute_by_its_address(string address, string named)
    {
        using var log = Log();
        for (var count = 0; count < 10; count++)
        {
            log.Error("Dropping message [{0}] for non-local recipient [{1}] arriving at [{2}] inbound addresses [{3}]", "A", $"[{address}/]", address, "B");
        }

        Assert.Equal(
            [$"Warning remoting: a message for {named}, which is not the address of this node, is dropped; 0 more of these in the minute before"],
            _lines);
    }

    [Fact]
    public void A_peer_with_many_addresses_fills_no_log()
    {
        using var log = Log();
        for (var host = 0; host < 10_000; host++)
        {
            Caught(log, $"10.0.{host / 250}.{host % 250}", 1);
        }

        Assert.Equal(101, _lines.Count);
    }

    [Fact]
    public void Other_errors_keep_their_stack()
    {
        using var log = Log();

        log.Error(new InvalidOperationException("x"), "it failed");

        Assert.Equal(["Error it failed System.InvalidOperationException: x"], _lines);
    }

    private static void Caught(ILogger log, string host, int port) => log.Error(
        new InvalidOperationException("Adjusted frame length exceeds"),
        "Error caught channel [{Local}->{Remote}](Id={Id})", "[::ffff:127.0.0.1]:4053", $"[::ffff:{host}]:{port}", "1");

    private Logger Log() => new LoggerConfiguration().WriteTo.Sink(new RemotingErrors(new Lines(_lines), _time)).CreateLogger();

    private sealed class Lines(List<string> lines) : ILogEventSink
    {
        public void Emit(LogEvent logEvent) => lines.Add(
            $"{logEvent.Level} {logEvent.RenderMessage(System.Globalization.CultureInfo.InvariantCulture).Replace("\"", "")} {logEvent.Exception}".TrimEnd());
    }

    private sealed class ManualTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan by) => _now += by.Ticks;
    }
}
