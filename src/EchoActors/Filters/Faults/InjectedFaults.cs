namespace EchoActors.Filters;

/// <summary>The faults that one server injects on purpose: which are in force, and how often each has struck. Any thread may read it.</summary>
public sealed class InjectedFaults
{
    private readonly Lock _lock = new(); // held while listeners come and go
    private volatile FaultControl[] _controls = [];

    /// <summary>How often each fault has struck a client of the server.</summary>
    public FaultCounts Counts { get; } = new();

    /// <summary>The listeners that can inject faults, each with those that are in force; none where faults are neither configured nor to be changed.</summary>
    public IReadOnlyList<OfListener> Listeners => [.. _controls.Select(control => control.Current is { } rules
        ? new OfListener(control.Listener, rules.Rules, control.Left(rules))
        : new OfListener(control.Listener, FaultRules.None, Left: null))];

    /// <summary>What is in force, for a sentence: <c>delay=20ms:50% on 127.0.0.1:3000</c>; null if nothing is.</summary>
    public string? Describe() =>
        Listeners.Where(each => !each.Rules.IsEmpty).Select(each => each.ToString()).ToList() is { Count: > 0 } all ? string.Join("; ", all) : null;

    /// <summary>The faults of one more listener.</summary>
    internal FaultControl Add(string listener, FaultRules rules, TimeProvider time)
    {
        var control = new FaultControl(listener, rules, Counts, time);
        lock (_lock)
        {
            _controls = [.. _controls, control];
        }

        return control;
    }

    /// <summary>A listener has ended.</summary>
    internal void Remove(FaultControl control)
    {
        lock (_lock)
        {
            _controls = [.. _controls.Where(other => other != control)];
        }
    }

    /// <summary>Other faults on every listener from now on.</summary>
    internal void Change(FaultRules rules)
    {
        foreach (var control in _controls)
        {
            control.Change(rules);
        }
    }

    /// <summary>The faults of one listener.</summary>
    /// <param name="Listener">Its address.</param>
    /// <param name="Rules">Those in force.</param>
    /// <param name="Left">For how long they are still in force; null for no limit.</param>
    public sealed record OfListener(string Listener, FaultRules Rules, TimeSpan? Left)
    {
        /// <inheritdoc/>
        public override string ToString() => Left is { } left
            ? $"{Rules} on {Listener} for another {Quantity.Format(TimeSpan.FromSeconds(Math.Ceiling(left.TotalSeconds)))}"
            : $"{Rules} on {Listener}";
    }
}
