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
}

/// <summary>How the mesh is written as JSON, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    Converters = [
        typeof(MillisecondsConverter), typeof(HostPortConverter), typeof(LowerCaseConverter<PathState>),
        typeof(LowerCaseConverter<MemberState>)])]
[JsonSerializable(typeof(MeshDocument))]
[JsonSerializable(typeof(IReadOnlyList<PathPoint>))]
public sealed partial class MeshJson : JsonSerializerContext;

internal sealed class LowerCaseConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase)
    where TEnum : struct, Enum;

internal sealed class MillisecondsConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TimeSpan.FromMilliseconds(reader.GetDouble());

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.TotalMilliseconds.ToString("0.###", CultureInfo.InvariantCulture));
}

internal sealed class HostPortConverter : JsonConverter<HostPort>
{
    public override HostPort Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        HostPort.TryParse(reader.GetString() ?? "", out var address, out var mistake)
            ? address
            : throw new JsonException(mistake);

    public override void Write(Utf8JsonWriter writer, HostPort value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
