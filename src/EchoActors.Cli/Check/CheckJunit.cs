using System.Globalization;
using System.Xml.Linq;
using EchoActors.Probing.Check;

namespace EchoActors.Cli;

/// <summary>A check for a CI system: JUnit's XML, a test case for each finding. A warning is a failure only if it is to fail the check.</summary>
internal sealed class CheckJunit(bool strict) : ICheckWriter
{
    public bool Streams => false;

    public void Write(Finding finding)
    {
    }

    public void Write(CheckReport report)
    {
        var cases = report.Findings.Select(Case).ToList();
        var suite = new XElement(
            "testsuite",
            new XAttribute("name", $"echoactors check {report.Target}"),
            new XAttribute("tests", cases.Count),
            new XAttribute("failures", cases.Count(each => each.Element("failure") is not null)),
            new XAttribute("errors", 0),
            new XAttribute("skipped", report.Count(CheckVerdict.Skip)),
            Time(report.Elapsed),
            cases);
        Console.WriteLine(new XDocument(new XElement("testsuites", suite)));
    }

    private XElement Case(Finding finding) => new(
        "testcase",
        new XAttribute("classname", $"check.{finding.Part}"),
        new XAttribute("name", finding.Label),
        Time(finding.Elapsed),
        finding.Verdict switch
        {
            CheckVerdict.Fail => Failure(finding),
            CheckVerdict.Warn when strict => Failure(finding),
            CheckVerdict.Skip => new XElement("skipped", new XAttribute("message", finding.Text)),
            _ => new XElement("system-out", $"{finding.Verdict.ToString().ToUpperInvariant()} {finding.Text}{Notes(finding)}"),
        });

    private static XElement Failure(Finding finding) => new("failure", new XAttribute("message", finding.Text), Notes(finding).Trim());

    private static string Notes(Finding finding) =>
        (finding.Why is null ? "" : $"\nwhy: {finding.Why}") + (finding.Try is null ? "" : $"\ntry: {finding.Try}");

    private static XAttribute Time(TimeSpan elapsed) =>
        new("time", elapsed.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture));
}
