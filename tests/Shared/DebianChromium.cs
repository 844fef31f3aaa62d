namespace EchoActors.Tests.Shared;

/// <summary>
/// The browser of the tests and of the benchmark that look at a page, from Debian's packages. The one without windows takes
/// half the time over the live page's tests; the whole one does as well.
/// </summary>
internal static class DebianChromium
{
    public const string Missing = "There is no Chromium: apt-get install chromium-headless-shell";

    /// <summary>Nothing of it calls home.</summary>
    public static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    /// <summary>Where it is, or nothing.</summary>
    public static string? Executable { get; } =
        new[] { "/usr/bin/chromium-headless-shell", "/usr/bin/chromium" }.FirstOrDefault(File.Exists);
}
