namespace EchoActors.Mesh.Membership;

/// <summary>
/// The members that ended without leaving. They are shown as gone until they return, are forgotten by request, or
/// <see cref="MeshOptions.ForgetAfter"/> has passed.
/// </summary>
/// <remarks>
/// Every node publishes its list with its report, so that a node that joins later shows the same members. A forgotten
/// departure stays in the list, marked: a node that has not heard of the request would publish it again otherwise.
/// </remarks>
internal sealed class Departures(TimeSpan forgetAfter, TimeProvider time)
{
    // A bound on the report, not a limit that a mesh should meet.
    private const int Most = 100;

    private readonly Dictionary<string, Departure> _all = [];
    private readonly Dictionary<string, long> _beganAt = []; // by the monotonic clock of this node

    /// <summary>Everything to publish, the latest first.</summary>
    public IReadOnlyList<Departure> All => [.. _all.Values.OrderByDescending(each => each.Since).ThenBy(each => each.Key, StringComparer.Ordinal)];

    /// <summary>Those that are shown.</summary>
    public IEnumerable<Departure> Shown => _all.Values.Where(each => !each.IsForgotten);

    /// <summary>Whether a node is shown as gone.</summary>
    public bool Contains(string node) => Shown.Any(each => each.Node == node);

    /// <summary>
    /// Takes over a departure, unless it is known. Returns whether it is one to show that was not shown before.
    /// </summary>
    public bool Add(Departure departure, DateTimeOffset now)
    {
        var age = now - departure.Since; // the clocks of two nodes may differ
        if (age > forgetAfter)
        {
            return false;
        }

        _beganAt.TryAdd(departure.Key, time.GetTimestamp() - (long)(Math.Max(0, age.TotalSeconds) * time.TimestampFrequency));
        var isKnown = _all.TryGetValue(departure.Key, out var known);
        _all[departure.Key] = known is null ? departure : known with { IsForgotten = known.IsForgotten || departure.IsForgotten };
        return !isKnown && !departure.IsForgotten;
    }

    /// <summary>A node at that address is a member again.</summary>
    public void Return(string node)
    {
        foreach (var departure in _all.Values.Where(each => each.Node == node).ToList())
        {
            Remove(departure);
        }
    }

    /// <summary>No longer shows the members of that name or address. Returns those that were shown.</summary>
    public IReadOnlyList<Departure> Forget(string nameOrNode)
    {
        var found = Shown.Where(each => each.Name == nameOrNode || each.Node == nameOrNode).ToList();
        found.ForEach(each => _all[each.Key] = each with { IsForgotten = true });
        return found;
    }

    /// <summary>Drops what is older than <see cref="MeshOptions.ForgetAfter"/>, and the oldest above a hundred.</summary>
    public void Prune()
    {
        foreach (var old in All.Where((each, rank) => rank >= Most || time.GetElapsedTime(_beganAt[each.Key]) > forgetAfter))
        {
            Remove(old);
        }
    }

    private void Remove(Departure departure)
    {
        _all.Remove(departure.Key);
        _beganAt.Remove(departure.Key);
    }
}
