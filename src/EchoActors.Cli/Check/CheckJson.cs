using EchoActors.Probing.Check;
using EchoActors.Probing.Reports;

namespace EchoActors.Cli;

/// <summary>A check for a program: one JSON object, documented in <c>docs/checking.md</c>.</summary>
internal sealed class CheckJson : ICheckWriter
{
    private const int Version = 1;

    public bool Streams => false;

    public void Write(Finding finding)
    {
    }

    public void Write(CheckReport report) => Console.WriteLine(JsonReport.WriteLine(new
    {
        Version,
        Target = report.Target.ToString(),
        Verdict = Name(report.Verdict),
        ElapsedMicroseconds = report.Elapsed.TotalMicroseconds,
        Findings = report.Findings.Select(finding => new
        {
            finding.Part,
            finding.Label,
            Verdict = Name(finding.Verdict),
            finding.Text,
            finding.Why,
            finding.Try,
            ElapsedMicroseconds = finding.Elapsed.TotalMicroseconds,
        }),
    }));

    private static string Name(CheckVerdict verdict) => verdict.ToString().ToLowerInvariant();
}
