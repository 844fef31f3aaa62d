using EchoActors.Benchmarks.Linux;

namespace EchoActors.Benchmarks.Workloads;

/// <summary>How long and where to measure.</summary>
internal sealed record Plan
{
    internal required int Rounds { get; init; }

    /// <summary>Of one measurement.</summary>
    internal required TimeSpan Duration { get; init; }

    /// <summary>The longest a server is warmed up for one workload.</summary>
    internal required TimeSpan WarmUpLimit { get; init; }

    /// <summary>How long a freshly started server is watched.</summary>
    internal required TimeSpan RampDuration { get; init; }

    /// <summary>How long connections idle before memory is read.</summary>
    internal required TimeSpan IdleDuration { get; init; }

    internal required CpuSet ServerCores { get; init; }

    internal required CpuSet TwoServerCores { get; init; }

    internal required CpuSet LoadCores { get; init; }

    /// <summary>Whether the load generator has a core that the server is kept off.</summary>
    internal bool LoadHasOwnCore => !LoadCores.Overlaps(ServerCores);

    /// <summary>Whether it has one also beside a server on two.</summary>
    internal bool LoadHasThirdCore => !LoadCores.Overlaps(TwoServerCores);

    internal static Plan Create(bool quick, int? rounds, TimeSpan? duration)
    {
        var allowed = CpuSet.Allowed;
        return new Plan
        {
            Rounds = rounds ?? (quick ? 1 : 5),
            Duration = duration ?? TimeSpan.FromSeconds(quick ? 0.5 : 2),
            WarmUpLimit = TimeSpan.FromSeconds(quick ? 1 : 15),
            RampDuration = TimeSpan.FromSeconds(quick ? 4 : 20),
            IdleDuration = TimeSpan.FromSeconds(quick ? 1 : 3),
            ServerCores = allowed.First(1),
            TwoServerCores = allowed.First(2),
            LoadCores = allowed.Last,
        };
    }
}
