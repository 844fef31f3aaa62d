namespace EchoActors.Cli;

/// <summary>The exit codes of all commands.</summary>
internal static class ExitCode
{
    /// <summary>The command did what it was asked to do.</summary>
    public const int Success = 0;

    /// <summary>The command started and failed.</summary>
    public const int Failure = 1;

    /// <summary>The command line, a file it names, or a setting is wrong.</summary>
    public const int Usage = 2;

    /// <summary>No connection could be made.</summary>
    public const int CouldNotConnect = 3;

    /// <summary>A threshold of <c>bench</c> does not hold.</summary>
    public const int ThresholdBroken = 99;

    /// <summary>Stopped by ctrl-c, as shells have it: 128 + SIGINT.</summary>
    public const int Interrupted = 130;
}
