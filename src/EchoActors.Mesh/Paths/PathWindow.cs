namespace EchoActors.Mesh.Paths;

/// <summary>The results of the latest probes of one path, in a ring of fixed size.</summary>
internal sealed class PathWindow(int size)
{
    private readonly Queue<ProbeResult> _results = new(size);

    public int Probes => _results.Count;

    public int Lost { get; private set; }

    public int Mismatches { get; private set; }

    public double Loss => Probes == 0 ? 0 : (double)Lost / Probes;

    public void Add(ProbeResult result)
    {
        if (_results.Count == size)
        {
            Count(_results.Dequeue(), -1);
        }

        _results.Enqueue(result);
        Count(result, 1);
    }

    /// <summary>Forgets all but the latest results.</summary>
    public void KeepLatest(int count)
    {
        while (_results.Count > count)
        {
            Count(_results.Dequeue(), -1);
        }
    }

    public void Clear()
    {
        _results.Clear();
        Lost = 0;
        Mismatches = 0;
    }

    /// <summary>The round trip that the given part of the answered probes did not exceed (nearest rank).</summary>
    public IReadOnlyList<TimeSpan?> RoundTrips(params ReadOnlySpan<double> quantiles)
    {
        var sorted = _results.Where(result => result.RoundTrip is not null).Select(result => result.RoundTrip!.Value).Order().ToArray();
        var found = new TimeSpan?[quantiles.Length];
        for (var i = 0; i < found.Length && sorted.Length > 0; i++)
        {
            found[i] = sorted[Math.Max(0, (int)Math.Ceiling(quantiles[i] * sorted.Length) - 1)];
        }

        return found;
    }

    private void Count(ProbeResult result, int by)
    {
        Lost += result.RoundTrip is null ? by : 0;
        Mismatches += result.IsMismatch ? by : 0;
    }
}
