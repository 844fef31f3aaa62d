using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using EchoActors.Probing.Load;

namespace EchoActors.Probing.Reports;

/// <summary>
/// A load's result as comma-separated values (RFC 4180): a row for each interval of the time line, for each step, and
/// for the result. The columns are documented in <c>docs/measuring.md</c>.
/// </summary>
public static class CsvReport
{
    /// <summary>The version of the columns, which every row begins with.</summary>
    public const int Version = CsvRow.CurrentVersion;

    private static readonly CsvConfiguration Rfc4180 = new(CultureInfo.InvariantCulture) { NewLine = "\r\n" };

    /// <summary>Writes all rows.</summary>
    public static void Write(LoadResult result, TextWriter writer)
    {
        using var csv = new CsvWriter(writer, Rfc4180, leaveOpen: true);
        csv.WriteRecords(Rows(result));
    }

    private static IEnumerable<CsvRow> Rows(LoadResult result)
    {
        var rows = result.Points.Select(CsvRow.Of).Concat(result.Steps.Select(step => CsvRow.Of("step", step)));
        return result.Headline is { } headline ? rows.Append(CsvRow.Of("result", headline)) : rows;
    }
}
