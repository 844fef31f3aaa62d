using System.Globalization;
using System.Text;
using EchoActors.Benchmarks.Peers;
using EchoActors.Benchmarks.Workloads;

namespace EchoActors.Benchmarks.Report;

/// <summary>The results as Markdown tables: first every workload's main ratio, then each workload's figures.</summary>
internal static class MarkdownReport
{
    internal static string Write(Results results, Plan plan)
    {
        var text = new StringBuilder();
        text.AppendLine(MachineDescription.Write(plan)).AppendLine();
        text.AppendLine(
            $"""
            Each cell: the median over {plan.Rounds} interleaved rounds, ± half the range in per cent of the median, and in
            parentheses the median of each round's ratio to {results.Peers[0].Name}.
            """).AppendLine();
        Summary(text, results);
        foreach (var workload in results.Workloads)
        {
            Detail(text, results, workload);
        }

        Peers(text, results);
        foreach (var failure in results.Failures)
        {
            text.AppendLine($"- FAILED: {failure}");
        }

        return text.ToString();
    }

    private static void Summary(StringBuilder text, Results results)
    {
        Row(text, ["ratio to " + results.Peers[0].Name, .. results.Workloads.Select(workload => workload.Name)]);
        Rule(text, results.Workloads.Count);
        foreach (var peer in results.Peers)
        {
            Row(text, [peer.Name, .. results.Workloads.Select(workload => Ratio(peer, workload))]);
        }

        text.AppendLine();

        string Ratio(Peer peer, IWorkload workload)
        {
            var ratios = results.Ratios(peer, workload, workload.Metrics[0]);
            return ratios.Count == 0 ? "–" : Text(Statistics.Median(ratios), "0.00");
        }
    }

    private static void Detail(StringBuilder text, Results results, IWorkload workload)
    {
        text.AppendLine($"### {workload.Name}: {workload.Title}").AppendLine();
        var metrics = workload.Metrics.Where(
            metric => results.Peers.Any(peer => results.Values(peer, workload, metric).Count > 0)).ToArray();
        Row(text, ["server", .. metrics.Select(metric => metric.Title)]);
        Rule(text, metrics.Length);
        foreach (var peer in results.Peers)
        {
            Row(text, [peer.Name, .. metrics.Select(metric => Cell(results, peer, workload, metric))]);
        }

        text.AppendLine();
    }

    private static string Cell(Results results, Peer peer, IWorkload workload, Metric metric)
    {
        var values = results.Values(peer, workload, metric);
        if (values.Count == 0)
        {
            return "–";
        }

        var median = Statistics.Median(values);
        var cell = Text(median, metric.Format);
        if (values.Count > 1 && median != 0)
        {
            cell += $" ±{Text(Math.Abs(Statistics.Spread(values) / median) * 100, "0")} %";
        }

        var ratios = metric.ShowsRatio ? results.Ratios(peer, workload, metric) : [];
        return ratios.Count == 0 ? cell : $"{cell} ({Text(Statistics.Median(ratios), "0.00")})";
    }

    private static void Peers(StringBuilder text, Results results)
    {
        text.AppendLine("Servers:").AppendLine();
        foreach (var peer in results.Peers)
        {
            text.AppendLine($"- {peer.Name}: {peer.Description}");
        }

        text.AppendLine();
    }

    private static void Row(StringBuilder text, IEnumerable<string> cells) =>
        text.AppendLine($"| {string.Join(" | ", cells)} |");

    private static void Rule(StringBuilder text, int figures) =>
        Row(text, ["---", .. Enumerable.Repeat("---:", figures)]);

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
