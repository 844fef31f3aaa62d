namespace EchoActors.Probing.Check.Parts;

/// <summary>Judges a stream each way.</summary>
internal static class ThroughputJudge
{
    // Shorter ones happen on a busy machine.
    private static readonly TimeSpan LeastSilence = TimeSpan.FromSeconds(1);

    public static Finding Judge(ThroughputFacts facts)
    {
        if (facts.Ended is { } end)
        {
            return new Finding(PartNames.Throughput, CheckVerdict.Fail, $"ended before its time: {end.Message.TrimEnd('.')}")
            {
                Why = "the server, or something on the path, ends a stream that is long or fast",
                Try = "look into the log of the server and of proxies before it",
            };
        }

        // RFC 6298: each retransmission waits twice as long as the one before it, so that a path that loses much falls silent.
        if (facts.Silence > LeastSilence || facts.Echoed == 0)
        {
            return new Finding(
                PartNames.Throughput,
                CheckVerdict.Fail,
                $"stalled: {Rate(facts)}, and nothing came back for the last {Quantity.Format(TimeSpan.FromMilliseconds(Math.Round(facts.Silence.TotalMilliseconds)))}")
            {
                Why = "full packets are lost in a row, or the server stops reading while it has bytes to write",
                Try = "see sizes and tcp-info; look on the server at both queues of the connection (ss -tn)",
            };
        }

        return new Finding(PartNames.Throughput, CheckVerdict.Pass, $"{Rate(facts)} each way for {Quantity.Format(facts.Duration)}, every byte{Again(facts)}");
    }

    private static string Rate(ThroughputFacts facts) => $"{facts.Echoed / facts.Duration.TotalSeconds / 1e6:N1} MB/s";

    private static string Again(ThroughputFacts facts) => facts.Kernel is { } kernel ? $"; {kernel.Lost:N0} sent again" : "";
}
