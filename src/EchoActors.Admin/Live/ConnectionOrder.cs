namespace EchoActors.Admin.Live;

/// <summary>By what connections are ranked.</summary>
public enum ConnectionOrder
{
    /// <summary>Those that moved most bytes since the sample before.</summary>
    Busiest,

    /// <summary>Those that have received most bytes.</summary>
    Largest,

    /// <summary>Those with most bytes read and not yet acknowledged.</summary>
    Outstanding,

    /// <summary>Those that have been open longest.</summary>
    Oldest,
}
