namespace EchoActors.Probing.Load;

/// <summary>Chooses the next step of a load from the measurements of the steps before it.</summary>
public interface IRatePlan
{
    /// <summary>Whether steps follow each other until a condition breaks, so that the best of them is the result.</summary>
    bool IsSearch { get; }

    /// <summary>The next step, or <see langword="null"/> when the measurement is complete.</summary>
    LoadStepSpec? Next(IReadOnlyList<LoadMeasurement> done);

    /// <summary>Whether the step held: its rate was achieved and its condition is true.</summary>
    bool Held(LoadMeasurement measurement);
}
