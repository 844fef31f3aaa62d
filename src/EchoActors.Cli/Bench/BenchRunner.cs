using EchoActors.Probing.Load;
using EchoActors.Probing.Reports;
using EchoActors.Probing.Verdicts;

namespace EchoActors.Cli;

/// <summary>One run of <c>echoactors bench</c>: the load, what is written of it, and the exit code.</summary>
internal sealed class BenchRunner(LoadOptions load, BenchReports reports)
{
    public async Task<int> RunAsync()
    {
        using var outFile = OutputFile.Create(reports.OutFile);
        using var htmlFile = OutputFile.Create(reports.HtmlFile);
        using var histogramFile = OutputFile.Create(reports.HistogramFile);
        var result = await MeasureAsync(histogramFile?.Stream);
        var verdicts = reports.Thresholds.Select(threshold => threshold.Judge(result)).ToArray();
        var report = LoadReport.Of(result, verdicts, reports.Percentiles, reports.CommandLine);
        if (outFile is null)
        {
            Write(result, report, Console.Out);
        }

        outFile?.Write(output => Write(result, report, output));
        htmlFile?.Write(page => HtmlReport.Write(report, page));
        return Conclude(result, verdicts, new[] { outFile, htmlFile, histogramFile }.Select(file => file?.Failure).OfType<string>().ToList());
    }

    private async Task<LoadResult> MeasureAsync(Stream? histogramFile)
    {
        using var interruption = new Interruption();
        var system = await ClientSystem.CreateForMeasuringAsync(load.Transport, load.Target);
        await using var progress = new BenchProgress(
            load, histogramFile is null ? null : new HistogramLog(histogramFile, TimeProvider.System), reports.ShowsProgress);
        var result = await system.RunLoadAsync(load, progress, interruption.Token);
        await system.Terminate();
        return result;
    }

    private void Write(LoadResult result, LoadReport report, TextWriter output)
    {
        switch (reports.Format)
        {
            case OutputFormat.Json:
                output.WriteLine(JsonReport.Write(report));
                break;
            case OutputFormat.Csv:
                CsvReport.Write(result, output);
                break;
            default:
                BenchText.Write(result, report, output);
                break;
        }
    }

    // Every failure is named on standard error, whatever the format of the result.
    private int Conclude(LoadResult result, IReadOnlyList<Verdict> verdicts, IReadOnlyList<string> failedFiles)
    {
        foreach (var message in failedFiles.Concat(result.ErrorMessages))
        {
            Console.Error.WriteLine($"echoactors bench: {message}");
        }

        if (result.ErrorCount > result.ErrorMessages.Count)
        {
            Console.Error.WriteLine($"echoactors bench: and {result.ErrorCount - result.ErrorMessages.Count:N0} errors more.");
        }

        if (result is { Headline: null, Partial: { } why })
        {
            Console.Error.WriteLine($"echoactors bench: nothing was measured: {why}.");
        }

        foreach (var verdict in verdicts.Where(verdict => !verdict.Holds))
        {
            Console.Error.WriteLine($"echoactors bench: threshold {verdict}");
        }

        if (result is { Connected: 0, ErrorCount: > 0 })
        {
            return ExitCode.CouldNotConnect;
        }

        if (verdicts.Any(verdict => !verdict.Holds))
        {
            return ExitCode.ThresholdBroken;
        }

        // A threshold on errors says how many are too many.
        var hasErrors = result.ErrorCount > 0 && verdicts.All(verdict => verdict.Threshold.Metric != "errors");
        return hasErrors || result.Headline is null || failedFiles.Count > 0 ? ExitCode.Failure : ExitCode.Success;
    }
}
