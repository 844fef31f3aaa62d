using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EchoActors.Mesh;

/// <summary>The mesh as JSON: the answer of <c>/api/v1/mesh</c> and the output of <c>echoactors mesh status -o json</c>.</summary>
/// <param name="Version">
/// The version of the document, 1. Fields may be added to a version; removing one or changing its meaning makes the next.
/// </param>
/// <param name="Mesh">The matrix. Durations are in milliseconds, times in ISO 8601, states in lower case.</param>
public sealed record MeshDocument(int Version, MeshMatrix Mesh)
{
    /// <summary>The version that this library writes and reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The document of <paramref name="matrix"/>.</summary>
    public static MeshDocument Of(MeshMatrix matrix) => new(CurrentVersion, matrix);

    /// <summary>Reads a document that came from outside: what it says is consistent, or it is refused.</summary>
    /// <exception cref="JsonException">It is no such document; the message says why.</exception>
    public static MeshDocument Read(ReadOnlySpan<byte> json)
    {
        if (ReadVersion(json) is { } version && version != CurrentVersion)
        {
            throw new JsonException($"it speaks version {version}, this program {CurrentVersion}.");
        }

        var document = JsonSerializer.Deserialize(json, MeshJson.Default.MeshDocument) ?? throw new JsonException("it is empty.");
        var mesh = document.Mesh;
        RefuseGapsAndRepetitions("member", mesh.Members, member => member.Node);
        RefuseGapsAndRepetitions("row", mesh.Rows, row => row.From);
        RefuseGapsAndRepetitions("change", mesh.Changes, change => change);
        RefuseGapsAndRepetitions("seed", mesh.Seeds, seed => seed.Node);
        foreach (var row in mesh.Rows)
        {
            RefuseGapsAndRepetitions("path", row.Paths, path => path.To);
        }

        return document;
    }

    // A list may hold null where its element may not.
    private static void RefuseGapsAndRepetitions<T>(string what, IReadOnlyList<T> list, Func<T, object> identity)
        where T : class
    {
        if (list.Any(element => element is null) || list.DistinctBy(identity).Count() < list.Count)
        {
            throw new JsonException($"a {what} is missing or there twice.");
        }
    }

    // Before the document itself: one of another version need not have the fields of this one.
    private static int? ReadVersion(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        using var parsed = JsonDocument.ParseValue(ref reader);
        return parsed.RootElement.ValueKind == JsonValueKind.Object
            && parsed.RootElement.TryGetProperty("version", out var version)
            && version.ValueKind == JsonValueKind.Number
            && version.TryGetInt32(out var number)
                ? number
                : null;
    }
}

/// <summary>How the mesh is written as JSON, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [
        typeof(MillisecondsConverter), typeof(EndpointConverter), typeof(LowerCaseConverter<PathState>),
        typeof(LowerCaseConverter<MemberState>)])]
[JsonSerializable(typeof(MeshDocument))]
[JsonSerializable(typeof(IReadOnlyList<PathPoint>))]
public sealed partial class MeshJson : JsonSerializerContext;

internal sealed class LowerCaseConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;

internal sealed class MillisecondsConverter : JsonConverter<TimeSpan>
{
    private const double Longest = 1000.0 * 60 * 60 * 24 * 365;

    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDouble() is var milliseconds and >= 0 && milliseconds <= Longest
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new JsonException("A duration is out of range.");

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.TotalMilliseconds.ToString("0.###", CultureInfo.InvariantCulture));
}

internal sealed class EndpointConverter : JsonConverter<Endpoint>
{
    public override Endpoint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Endpoint.TryParse(reader.GetString() ?? "", out var endpoint, out _)
            ? endpoint
            : throw new JsonException("An address is no endpoint.");

    public override void Write(Utf8JsonWriter writer, Endpoint value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
