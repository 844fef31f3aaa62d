using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EchoActors.Probing.Reports;

/// <summary>Reports as JSON, with names in snake case.</summary>
public static class JsonReport
{
    /// <summary>Indented, for files and screens.</summary>
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // The strict encoder escapes <, so that no text can end the script element of a page.
    private static readonly JsonSerializerOptions Embedded = new(Indented)
    {
        WriteIndented = false,
        Encoder = JavaScriptEncoder.Default,
    };

    private static readonly JsonSerializerOptions Line = new(Indented) { WriteIndented = false };

    /// <summary>The report on several lines.</summary>
    public static string Write(LoadReport report) => JsonSerializer.Serialize(report, Indented);

    /// <summary>Any record on one line.</summary>
    public static string WriteLine<T>(T record) => JsonSerializer.Serialize(record, Line);

    /// <summary>The report in a form that is safe inside a script element of a page.</summary>
    internal static string WriteEmbedded(LoadReport report) => JsonSerializer.Serialize(report, Embedded);
}
