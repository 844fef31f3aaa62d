using System.Numerics;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace EchoActors.Benchmarks.Linux;

/// <summary>Which cores a thread, and the processes it starts, may run on: a bit for each of the first 64.</summary>
internal readonly unsafe record struct CpuSet(ulong Mask)
{
    // The kernel refuses to report into a mask that is smaller than its own.
    private const int Words = 16;

    internal static CpuSet Allowed
    {
        get
        {
            var mask = stackalloc ulong[Words];
            return sched_getaffinity(0, Words * sizeof(ulong), (cpu_set_t*)mask) == 0
                ? new CpuSet(mask[0])
                : throw LoadException.From("sched_getaffinity");
        }
    }

    internal int Count => BitOperations.PopCount(Mask);

    internal CpuSet First(int count)
    {
        var left = Mask;
        for (var taken = 0; taken < count; taken++)
        {
            left &= left - 1;
        }

        return new CpuSet(Mask & ~left);
    }

    internal CpuSet Last => new(1UL << (63 - BitOperations.LeadingZeroCount(Mask)));

    internal IEnumerable<CpuSet> Each()
    {
        for (var left = Mask; left != 0; left &= left - 1)
        {
            yield return new CpuSet(left & ~(left - 1));
        }
    }

    internal bool Overlaps(CpuSet other) => (Mask & other.Mask) != 0;

    /// <summary>Keeps the calling thread on these cores; children started by it inherit them.</summary>
    internal void Apply()
    {
        var mask = Mask;
        if (sched_setaffinity(0, sizeof(ulong), (cpu_set_t*)&mask) != 0)
        {
            throw LoadException.From("sched_setaffinity");
        }
    }

    public override string ToString()
    {
        var mask = Mask;
        var cores = Enumerable.Range(0, 64).Where(core => (mask >> core & 1) != 0);
        return string.Join(",", cores);
    }
}
