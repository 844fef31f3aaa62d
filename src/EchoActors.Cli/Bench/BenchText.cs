using EchoActors.Probing.Load;
using EchoActors.Probing.Reports;
using Spectre.Console;

namespace EchoActors.Cli;

/// <summary>The result of <c>bench</c> for a person.</summary>
internal static class BenchText
{
    public static void Write(LoadResult result, LoadReport report, TextWriter output)
    {
        var screen = Screen.On(output);
        screen.WriteLine(Shape(report.Load));
        if (report.Partial is { } partial)
        {
            screen.MarkupLineInterpolated($"[yellow]partial: {partial}[/]");
        }

        if (result.Headline is { } headline && report.Result is { } step)
        {
            screen.WriteLine(Duration(headline, report.Load));
            screen.WriteLine();
            if (result.Steps.Count > 1)
            {
                WriteCurve(screen, result);
                screen.WriteLine(Held(result));
                screen.WriteLine();
            }

            screen.Write(Totals(headline, result, step));
            screen.WriteLine();
            WriteFigures(screen, step, report.Load);
            screen.WriteLine(Caveat(report.Load));
        }

        foreach (var verdict in report.Thresholds)
        {
            screen.MarkupLineInterpolated($"threshold {verdict.Threshold}: {(verdict.Holds ? "holds" : "does not hold")}, it is {verdict.Actual}");
        }
    }

    private static string Shape(LoadShape load)
    {
        var size = load.MessageBytesLeast == load.MessageBytesMost ? $"{load.MessageBytesMost:N0}" : $"{load.MessageBytesLeast:N0} to {load.MessageBytesMost:N0}";
        var loop = load.Pipeline is { } pipeline ? $"closed loop, {pipeline:N0} outstanding on each" : "open loop";
        return $"{load.Connections:N0} {(load.Connections == 1 ? "connection" : "connections")} to {load.Target}, {loop}, "
            + $"messages of {size} bytes{(load.Churn ? ", a connection for each message" : "")}";
    }

    private static string Duration(LoadMeasurement headline, LoadShape load) =>
        $"measured for {Quantity.Format(headline.Elapsed)}"
        + (load.WarmupSeconds > 0 ? $", after {Quantity.Format(TimeSpan.FromSeconds(load.WarmupSeconds))} of warm-up" : ", without warm-up");

    private static Grid Totals(LoadMeasurement headline, LoadResult result, StepReport report)
    {
        var counts = headline.Counts;
        var grid = new Grid().AddColumns(2);
        if (headline.Step.Rate is { } rate)
        {
            grid.AddRow("requested", $"{rate:#,0.#} messages/s");
        }

        grid.AddRow(headline.Step.Rate is null ? "rate" : "achieved", $"{headline.Rate:#,0.#} messages/s, {headline.BytesPerSecond / 1e6:#,0.###} MB/s each way");
        grid.AddRow("messages", $"{counts.Sent:N0} sent, {counts.Echoed:N0} echoed and verified, {counts.Lost:N0} lost"
            + (headline.Step.Rate is null ? "" : $", {counts.Dropped:N0} dropped"));
        if (report.Handshakes is { } handshakes)
        {
            grid.AddRow("handshakes", (report.HandshakesPerSecond is { } perSecond ? $"{perSecond:#,0.#}/s, " : "")
                + $"{report.HandshakesResumed:N0} of {handshakes:N0} resumed a session");
        }

        if (headline.Path is { } path)
        {
            grid.AddRow("path", $"rtt {Quantity.Format(path.RoundTrip)}, MTU {path.PathMtu:N0}, {path.Retransmitted:N0} of {path.SegmentsSent:N0} segments sent again");
        }

        grid.AddRow("errors", result.ErrorCount == 0
            ? "none"
            : string.Join(", ", result.Errors.Select(error => $"{error.Value:N0} {ErrorNames.Text(error.Key)}")));
        return grid;
    }

    // A row for each figure: any number of percentiles fits a narrow terminal.
    private static void WriteFigures(IAnsiConsole screen, StepReport step, LoadShape load)
    {
        var columns = new (string Name, IReadOnlyDictionary<string, double>? Figures)[]
        {
            (load.Churn ? "connect, exchange" : "latency", step.LatencyMicroseconds),
            ("uncorrected", step.UncorrectedMicroseconds),
            ("send delay", step.SendDelayMicroseconds),
            ("connect", step.ConnectMicroseconds),
            ("handshake", step.HandshakeMicroseconds),
        }.Where(column => column.Figures is { Count: > 0 }).ToList();
        var names = columns.Count > 0 ? columns[0].Figures!.Keys : [];
        screen.WriteTable(
            ["", .. columns.Select(column => column.Name)],
            [.. names.Select(IReadOnlyList<string> (name) => [name, .. columns.Select(column => Duration(column.Figures!, name))])],
            dispensable: [],
            Justify.Right);
    }

    private static string Duration(IReadOnlyDictionary<string, double> figures, string name) =>
        figures.TryGetValue(name, out var microseconds) ? Quantity.Format(TimeSpan.FromMicroseconds(microseconds)) : "";

    private static void WriteCurve(IAnsiConsole screen, LoadResult result) => screen.WriteTable(
        ["requested", "achieved", "p50", "p99", "max", "dropped", "errors", ""],
        [.. result.Steps.Select(IReadOnlyList<string> (step) =>
        [
            $"{step.Step.Rate:#,0}/s",
            $"{step.Rate:#,0}/s",
            Quantity.Format(step.Latency.Percentile(50)),
            Quantity.Format(step.Latency.Percentile(99)),
            Quantity.Format(step.Latency.Longest),
            $"{step.Counts.Dropped:N0}",
            $"{step.ErrorCount:N0}",
            result.Options.Plan.Held(step) ? "held" : "broke",
        ])],
        dispensable: ["p99", "errors", "dropped", "max", "p50"],
        Justify.Right);

    private static string Held(LoadResult result) => result.BestHeld is { } best
        ? $"highest rate that held: {best.Step.Rate:#,0} messages/s; its figures:"
        : "no rate held; the figures of the first:";

    private static string Caveat(LoadShape load) => load.Pipeline is null
        ? "Open loop: latency counts from when a send was due, uncorrected from when it was made, send delay is the error of bench itself."
        : "Closed loop: while the server stalls nothing is sent, so percentiles can't show stalls. Give --rate to see them.";
}
