namespace EchoActors.Probing.Check;

/// <summary>An event of a running check.</summary>
public abstract record CheckEvent
{
    private CheckEvent()
    {
    }

    /// <summary>A part has begun.</summary>
    /// <param name="Part">Its name.</param>
    public sealed record Begun(string Part) : CheckEvent;

    /// <summary>A part has ended and found something.</summary>
    /// <param name="Finding">A line of the check; a part may have several.</param>
    public sealed record Found(Finding Finding) : CheckEvent;
}
