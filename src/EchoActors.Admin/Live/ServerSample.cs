namespace EchoActors.Admin.Live;

/// <summary>One server's figures at one moment.</summary>
/// <param name="At">When they were taken.</param>
/// <param name="Open">Clients connected.</param>
/// <param name="Received">Bytes read since the server started.</param>
/// <param name="Sent">Bytes echoed since the server started.</param>
/// <param name="Outstanding">Bytes read and not yet acknowledged by the client's socket.</param>
/// <param name="Echoes">Chunks echoed since the server started.</param>
/// <param name="ReceivedPerSecond">Bytes read a second since the sample before.</param>
/// <param name="SentPerSecond">Bytes echoed a second since the sample before.</param>
/// <param name="EchoesPerSecond">Chunks echoed a second since the sample before.</param>
/// <param name="P50">The median of how long an echo took since the sample before; <see langword="null"/> where none was timed.</param>
/// <param name="P99">The 99th percentile of it.</param>
public sealed record ServerSample(
    DateTimeOffset At,
    int Open,
    long Received,
    long Sent,
    long Outstanding,
    long Echoes,
    double ReceivedPerSecond,
    double SentPerSecond,
    double EchoesPerSecond,
    TimeSpan? P50,
    TimeSpan? P99);
