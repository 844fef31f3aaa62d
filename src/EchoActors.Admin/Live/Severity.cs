namespace EchoActors.Admin.Live;

/// <summary>How bad what a page shows is; the worst of it is in the page's title and icon.</summary>
public enum Severity
{
    /// <summary>Nothing needs anyone's attention.</summary>
    Ok,

    /// <summary>Something is slower or less than it should be.</summary>
    Warning,

    /// <summary>Something does not work.</summary>
    Error,
}
