namespace EchoActors.Probing.Check;

/// <summary>What a part of a check says of the path.</summary>
public enum CheckVerdict
{
    /// <summary>It was not tried, or it says nothing; the text gives the reason.</summary>
    Skip,

    /// <summary>It is as it should be.</summary>
    Pass,

    /// <summary>It works, and something of it will trouble users.</summary>
    Warn,

    /// <summary>It does not work.</summary>
    Fail,
}
