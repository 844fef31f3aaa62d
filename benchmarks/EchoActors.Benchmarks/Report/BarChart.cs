using System.Globalization;
using EchoActors.Benchmarks.Workloads;
using ScottPlot;

namespace EchoActors.Benchmarks.Report;

/// <summary>One figure as bars: for each workload one bar for each server, as its ratio to the first.</summary>
/// <param name="title">What the bars are.</param>
/// <param name="metricOf">The figure of a workload.</param>
internal sealed class BarChart(string title, Func<IWorkload, Metric> metricOf)
{
    /// <summary>Rates: those of a server that is faster than the load generator are the load generator's.</summary>
    internal static readonly BarChart Rates = new("Messages or exchanges per second (more is better)", workload => workload.Metrics[0]);

    /// <summary>Processor time, which the load generator does not distort.</summary>
    internal static readonly BarChart CpuTimes = new("CPU for each message or exchange (less is better)", _ => Metric.CpuTime);

    private const int Height = 700;
    private const int PixelsPerBar = 30;
    private const int MinimumWidth = 900;
    private const double Gap = 1.5;

    /// <summary>Whether there is anything to draw.</summary>
    internal bool Fits(Results results) => Shown(results).Any();

    internal void Save(Results results, string path)
    {
        var workloads = Shown(results).ToArray();
        var groupWidth = results.Peers.Count + Gap;
        using var plot = new Plot();
        plot.Add.HorizontalLine(1, width: 1, color: Colors.Gray, pattern: LinePattern.Dashed).ExcludeFromLegend = true;
        var palette = new ScottPlot.Palettes.Category20();
        for (var p = 0; p < results.Peers.Count; p++)
        {
            var bars = workloads.Select((workload, w) => Bar(results, p, workload, (w * groupWidth) + p)).OfType<Bar>().ToArray();
            var series = plot.Add.Bars(bars);
            series.Color = palette.GetColor(p);
            series.LegendText = results.Peers[p].Name;
            foreach (var bar in bars)
            {
                Label(plot, bar);
            }
        }

        Axes(plot, workloads, groupWidth, results);
        var width = Math.Max(MinimumWidth, (int)(workloads.Length * groupWidth * PixelsPerBar));
        plot.SavePng(path, width, Height);
    }

    private IEnumerable<IWorkload> Shown(Results results) => results.Workloads.Where(
        workload => workload is ISteadyWorkload
            && results.Peers.Any(peer => results.Ratios(peer, workload, metricOf(workload)).Count > 0));

    private Bar? Bar(Results results, int peer, IWorkload workload, double position)
    {
        var ratios = results.Ratios(results.Peers[peer], workload, metricOf(workload));
        if (ratios.Count == 0)
        {
            return null;
        }

        var median = Statistics.Median(ratios);
        return new Bar
        {
            Position = position,
            Value = median,
            Error = Statistics.Spread(ratios),
            LineColor = Colors.DimGray, // of the error bar too
            Size = 0.9,
        };
    }

    // Above the error bar, which the bar's own label would be struck through by.
    private static void Label(Plot plot, Bar bar)
    {
        var label = plot.Add.Text(
            bar.Value.ToString("0.00", CultureInfo.InvariantCulture), bar.Position, bar.Value + bar.Error);
        label.LabelAlignment = Alignment.LowerCenter;
        label.LabelFontSize = 11;
        label.OffsetY = -2;
    }

    private void Axes(Plot plot, IWorkload[] workloads, double groupWidth, Results results)
    {
        var middle = (results.Peers.Count - 1) / 2.0;
        plot.Axes.Bottom.SetTicks(
            [.. workloads.Select((_, w) => (w * groupWidth) + middle)],
            [.. workloads.Select(workload => Wrapped(workload.Title))]);
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        plot.Axes.Bottom.TickLabelStyle.FontSize = 13;
        plot.Axes.Margins(bottom: 0, top: 0.2);
        plot.Grid.XAxisStyle.IsVisible = false;
        plot.Title($"{title}, as a ratio to {results.Peers[0].Name}");
        plot.ShowLegend(Edge.Bottom);
        plot.Legend.Orientation = Orientation.Horizontal;
        plot.Legend.FontSize = 14;
    }

    private static string Wrapped(string title) => title.Replace(", ", ",\n").Replace(" of ", "\nof ");
}
