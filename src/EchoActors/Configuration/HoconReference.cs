namespace EchoActors.Configuration;

/// <summary>A name at the top of a HOCON text.</summary>
/// <param name="Text">The name, without quotation marks.</param>
/// <param name="Line">Where it is given; the first line is 1.</param>
internal sealed record HoconName(string Text, int Line);

/// <summary>A substitution of a HOCON text.</summary>
/// <param name="Path">The setting whose value holds it.</param>
/// <param name="Target">The setting that it names.</param>
/// <param name="Line">Where it is written.</param>
internal sealed record HoconReference(string[] Path, string[] Target, int Line)
{
    /// <summary>A substitution that needs its own value to be resolved, with its line, or <see langword="null"/> where there is none.</summary>
    public static string? Cycle(IReadOnlyList<HoconReference> references)
    {
        var done = new HashSet<HoconReference>(ReferenceEqualityComparer.Instance);
        var pending = new HashSet<HoconReference>(ReferenceEqualityComparer.Instance);
        return references.Select(Visit).FirstOrDefault(found => found is not null);

        string? Visit(HoconReference reference)
        {
            if (pending.Contains(reference))
            {
                return $"${{{string.Join('.', reference.Target)}}} in line {reference.Line}";
            }

            if (done.Contains(reference))
            {
                return null;
            }

            pending.Add(reference);
            var cycle = references.Where(reference.Needs).Select(Visit).FirstOrDefault(found => found is not null);
            pending.Remove(reference);
            done.Add(reference);
            return cycle;
        }
    }

    // The value of a target is made of all below it, and is found by way of all above it.
    private bool Needs(HoconReference other)
    {
        var shorter = Math.Min(Target.Length, other.Path.Length);
        return Target.AsSpan(0, shorter).SequenceEqual(other.Path.AsSpan(0, shorter));
    }
}
