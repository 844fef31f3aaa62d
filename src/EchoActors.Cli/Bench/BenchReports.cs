using EchoActors.Probing.Verdicts;

namespace EchoActors.Cli;

/// <summary>What <c>bench</c> is to write, and where.</summary>
internal sealed record BenchReports(
    OutputFormat Format,
    IReadOnlyList<double> Percentiles,
    IReadOnlyList<Threshold> Thresholds,
    string? OutFile,
    string? HtmlFile,
    string? HistogramFile,
    bool ShowsProgress,
    string CommandLine);
