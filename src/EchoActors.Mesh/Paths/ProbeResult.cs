namespace EchoActors.Mesh.Paths;

/// <summary>The result of one probe: a round trip, or an error.</summary>
internal sealed record ProbeResult
{
    private ProbeResult()
    {
    }

    public TimeSpan? RoundTrip { get; private init; }

    public string? Error { get; private init; }

    public bool IsMismatch { get; private init; }

    public static ProbeResult Answered(TimeSpan roundTrip) => new() { RoundTrip = roundTrip };

    public static ProbeResult Failed(string error, bool isMismatch = false) => new() { Error = error, IsMismatch = isMismatch };
}
