namespace EchoActors.Filters;

/// <summary>
/// A generator of random numbers whose sequence a seed fixes in every version; the runtime's generator does not promise that: Steele, Lea and
/// Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
/// </summary>
internal struct SplitMix64(ulong seed)
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        _state += GoldenGamma;
        return Mix(_state);
    }

    /// <summary>The next number from 0 to below 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>The next whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public int Next(int least, int most) => (int)(least + (long)(NextDouble() * ((long)most - least + 1)));

    /// <summary>The seed of another sequence.</summary>
    public static ulong Derive(ulong seed, ulong number) => Mix(Mix(seed + GoldenGamma) ^ Mix(number + GoldenGamma));

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
