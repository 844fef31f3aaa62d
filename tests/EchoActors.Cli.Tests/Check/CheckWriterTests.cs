using System.Text.RegularExpressions;
using System.Xml.Linq;
using EchoActors.Cli.Tests.Processes;
using EchoActors.Probing.Check;
using Spectre.Console;

namespace EchoActors.Cli.Tests;

/// <summary>How findings are written.</summary>
[Collection(InProcess.Name)]
public sealed class CheckWriterTests
{
    private static readonly CheckReport Report = new(
        new HostPort("echo.example", 3000),
        [
            new Finding("resolve", CheckVerdict.Pass, "1 address in 3 ms: 192.0.2.7"),
            new Finding("connect", CheckVerdict.Warn, "no answer in 3 s from 2001:db8::7; clients fall back after 250 ms") { Label = "connect IPv6", Elapsed = TimeSpan.FromSeconds(3) },
            new Finding("sizes", CheckVerdict.Fail, "echoes of 1,400 B and more from the server never arrive (1,399 B did)")
            {
                Why = "a packet of 1,452 B or more is dropped on the way back and no ICMP comes: a path-MTU black hole",
                Try = "lower the MSS <here> [now]",
            },
            new Finding("idle", CheckVerdict.Skip, "not tried"),
        ],
        TimeSpan.FromSeconds(24));

    [Fact]
    public void Text_is_wrapped_below_itself() => Assert.Equal(
        """
        PASS  resolve        1 address in 3 ms: 192.0.2.7
        WARN  connect IPv6   no answer in 3 s from 2001:db8::7; clients fall back after
                             250 ms
        FAIL  sizes          echoes of 1,400 B and more from the server never arrive
                             (1,399 B did)
                  why  a packet of 1,452 B or more is dropped on the way back and no
                       ICMP comes: a path-MTU black hole
                  try  lower the MSS <here> [now]
        SKIP  idle           not tried
        verdict: FAIL (1 failed, 1 warning, 1 passed, 1 skipped) in 24 s

        """,
        Written(() => new CheckText(Screen.On(Console.Out))));

    [Fact]
    public void Without_its_colours_the_text_says_the_same()
    {
        var coloured = Written(() => new CheckText(AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Out = new AnsiConsoleOutput(Console.Out),
        })));

        Assert.Matches(@"\x1b\[[0-9;]+mFAIL\x1b\[0m", coloured);
        Assert.Equal(Written(() => new CheckText(Screen.On(Console.Out))), Regex.Replace(coloured, @"\x1b\[[0-9;]*m", ""));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void Junit_has_a_case_for_each_finding_and_a_warning_fails_only_if_it_is_to(bool strict, int failures)
    {
        var suite = XDocument.Parse(Written(() => new CheckJunit(strict))).Root!.Element("testsuite")!;

        Assert.Equal(("4", $"{failures}", "1"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value, suite.Attribute("skipped")!.Value));
        Assert.Equal(["resolve", "connect IPv6", "sizes", "idle"], suite.Elements("testcase").Select(each => each.Attribute("name")!.Value));
        Assert.Equal("3.000", suite.Elements("testcase").ElementAt(1).Attribute("time")!.Value);
        Assert.Contains("black hole", suite.Elements("testcase").ElementAt(2).Element("failure")!.Value);
    }

    // A writer looks where it writes to when it is made.
    private static string Written(Func<ICheckWriter> make)
    {
        var before = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            var writer = make();
            foreach (var finding in Report.Findings)
            {
                writer.Write(finding);
            }

            writer.Write(Report);
            return output.ToString();
        }
        finally
        {
            Console.SetOut(before);
        }
    }
}
