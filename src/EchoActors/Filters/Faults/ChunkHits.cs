namespace EchoActors.Filters;

/// <summary>
/// Which chunks of a stream one fault strikes, each with the same probability. Only the distance to the next one is drawn, so
/// that chunks without a fault cost nothing and the answer does not depend on how the stream was cut.
/// </summary>
internal struct ChunkHits
{
    private readonly double _probability;
    private SplitMix64 _random;

    public ChunkHits(FaultRule? rule, ulong seed)
    {
        _probability = rule?.Probability ?? 0;
        _random = new SplitMix64(seed);
        Next = -1;
        MoveNext();
    }

    /// <summary>The number of the next chunk that is struck; the first chunk has number 0.</summary>
    public long Next { get; private set; }

    /// <summary>That chunk has passed.</summary>
    public void MoveNext()
    {
        if (_probability == 0)
        {
            Next = long.MaxValue;
            return;
        }

        // The number of chunks until a success is distributed geometrically; 1 - u is never 0.
        var skipped = _probability == 1 ? 0 : Math.Log(1 - _random.NextDouble()) / Math.Log(1 - _probability);
        Next = skipped > long.MaxValue / 2 - Next ? long.MaxValue : Next + 1 + (long)skipped;
    }
}
