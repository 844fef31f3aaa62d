namespace EchoActors.Cli;

/// <summary>
/// The least number of descriptors. The runtime keeps one open for each assembly that it loads, and aborts where it can't open
/// the next one: <c>ping</c> has 100 open, <c>server</c> 162 and with an admin address 346.
/// </summary>
internal static class DescriptorFloor
{
    /// <summary>For any command.</summary>
    public const int Any = 160;

    /// <summary>For a server.</summary>
    public const int Server = 256;

    /// <summary>For a server with an admin address, and for a node of a mesh.</summary>
    public const int Admin = 512;

    /// <summary>The sentence for a process that may open fewer than <paramref name="needed"/>, or <see langword="null"/>.</summary>
    public static string? Refusal(int needed) => DescriptorLimit.Read() is { } limit && limit < needed
        ? $"this process may open {limit} descriptors (ulimit -n): at least {needed} are needed."
        : null;

    /// <summary>Goes on where the process may open as many.</summary>
    /// <exception cref="UsageException">It may not.</exception>
    public static void Require(int needed)
    {
        if (Refusal(needed) is { } refusal)
        {
            throw new UsageException(refusal);
        }
    }
}
