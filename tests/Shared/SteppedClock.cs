namespace EchoActors.Tests.Shared;

/// <summary>A clock that a test moves: time that passes moves both hands, a correction moves the wall clock alone.</summary>
internal sealed class SteppedClock(DateTimeOffset start) : TimeProvider
{
    private TimeSpan _elapsed;
    private TimeSpan _correction;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _elapsed.Ticks;

    public override DateTimeOffset GetUtcNow() => start + _elapsed + _correction;

    public void Advance(TimeSpan by) => _elapsed += by;

    /// <summary>Somebody sets the wall clock back.</summary>
    public void SetBack(TimeSpan by) => _correction -= by;
}
