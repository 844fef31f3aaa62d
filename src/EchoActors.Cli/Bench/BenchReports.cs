using EchoActors.Probing.Verdicts;

namespace EchoActors.Cli;

/// <summary>The report files of <c>bench</c>, and where they go.</summary>
internal sealed record BenchReports(
    OutputFormat Format,
    IReadOnlyList<double> Percentiles,
    IReadOnlyList<Threshold> Thresholds,
    string? OutFile,
    string? HtmlFile,
    string? HistogramFile,
    bool ShowsProgress,
    string CommandLine);
