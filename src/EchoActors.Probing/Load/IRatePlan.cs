namespace EchoActors.Probing.Load;

/// <summary>Which load comes next, as a function of what the steps so far measured.</summary>
public interface IRatePlan
{
    /// <summary>Whether steps follow each other until a condition breaks, so that the best of them is the result.</summary>
    bool IsSearch { get; }

    /// <summary>The next step, or <see langword="null"/> when the measurement is complete.</summary>
    LoadStepSpec? Next(IReadOnlyList<LoadMeasurement> done);

    /// <summary>Whether the step did what was asked of it.</summary>
    bool Held(LoadMeasurement measurement);
}
