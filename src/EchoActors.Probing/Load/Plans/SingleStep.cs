namespace EchoActors.Probing.Load;

/// <summary>One step: a closed loop, or an open loop at one rate.</summary>
/// <param name="Step">The step.</param>
public sealed record SingleStep(LoadStepSpec Step) : IRatePlan
{
    /// <inheritdoc/>
    public bool IsSearch => false;

    /// <inheritdoc/>
    public LoadStepSpec? Next(IReadOnlyList<LoadMeasurement> done) => done.Count == 0 ? Step : null;

    /// <inheritdoc/>
    public bool Held(LoadMeasurement measurement) => true;
}
