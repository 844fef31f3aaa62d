namespace EchoActors.Probing.Check;

/// <summary>A check as a whole.</summary>
/// <param name="Target">The server that was checked.</param>
/// <param name="Findings">Its lines, in the order in which they were found.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record CheckReport(Endpoint Target, IReadOnlyList<Finding> Findings, TimeSpan Elapsed)
{
    /// <summary>The worst of its lines.</summary>
    public CheckVerdict Verdict => Findings.Select(finding => finding.Verdict).DefaultIfEmpty(CheckVerdict.Skip).Max();

    /// <summary>Whether connections were tried and none was established.</summary>
    public bool CouldNotConnect =>
        Findings.Any(finding => finding is { Part: PartNames.Resolve or PartNames.Connect, Verdict: CheckVerdict.Fail })
        && Findings.All(finding => finding.Part is PartNames.Resolve or PartNames.Connect || finding.Verdict == CheckVerdict.Skip);

    /// <summary>How many lines have this verdict.</summary>
    public int Count(CheckVerdict verdict) => Findings.Count(finding => finding.Verdict == verdict);
}
