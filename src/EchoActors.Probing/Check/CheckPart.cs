namespace EchoActors.Probing.Check;

/// <summary>One part of the battery.</summary>
/// <param name="Name">Its name, one of <see cref="PartNames.All"/>.</param>
/// <param name="Needs">What has to be known before it can run.</param>
/// <param name="RunAsync">Probes, and judges what it saw.</param>
internal sealed record CheckPart(
    string Name, CheckPart.Need Needs, Func<CheckContext, CancellationToken, Task<IReadOnlyList<Finding>>> RunAsync)
{
    /// <summary>What a part builds on.</summary>
    public enum Need
    {
        Nothing,
        Addresses,
        Connection,
        Echo,
    }

    /// <summary>Whether later parts build on what it finds, so that it runs even if it is not asked for.</summary>
    public bool IsFoundation => Name is PartNames.Resolve or PartNames.Connect or PartNames.Tls or PartNames.Echo;
}
