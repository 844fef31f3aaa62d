namespace EchoActors.Probing.Load;

/// <summary>The part of the current step that all workers share: the histograms, and how many messages are left.</summary>
internal sealed class LoadStepShared(LoadStepSpec step, LoadMeter meter)
{
    private long _left = step.Count ?? long.MaxValue;

    public LoadMeter Meter => meter;

    public bool IsClosedLoop => step.Rate is null;

    /// <summary>In a closed loop with a number of messages, takes one of them; connections share the number.</summary>
    public bool TryTake() => step.Count is null || Interlocked.Decrement(ref _left) >= 0;
}
