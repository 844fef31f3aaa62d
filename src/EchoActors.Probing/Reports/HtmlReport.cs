namespace EchoActors.Probing.Reports;

/// <summary>
/// A load's result as one page that opens anywhere: data, script, style and the charting library (uPlot, MIT licence,
/// shipped whole in <c>Page</c>) are all inside, and nothing is fetched.
/// </summary>
public static class HtmlReport
{
    /// <summary>Writes the page.</summary>
    public static void Write(LoadReport report, TextWriter writer)
    {
        var page = Resource("report.html")
            .Replace("/*style*/", Resource("uPlot.min.css") + Resource("report.css"))
            .Replace("/*library*/", $"/*! {Resource("uPlot.LICENSE")} */\n{Resource("uPlot.iife.min.js")}")
            .Replace("/*script*/", Resource("report.js"))
            .Replace("/*data*/", JsonReport.WriteEmbedded(report));
        writer.Write(page);
    }

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("EchoActors.Probing.Page." + name)
            ?? throw new InvalidOperationException($"EchoActors.Probing has no embedded {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
