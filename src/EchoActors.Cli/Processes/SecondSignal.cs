using System.Runtime.InteropServices;
using Serilog;

namespace EchoActors.Cli;

/// <summary>The first ctrl-c drains; a second one stops the process at once.</summary>
internal sealed class SecondSignal
{
    private readonly ILogger _log;
    private int _count;

    private SecondSignal(ILogger log) => _log = log;

    public static PosixSignalRegistration StopAtOnce(ILogger log) =>
        PosixSignalRegistration.Create(PosixSignal.SIGINT, new SecondSignal(log).Handle);

    private void Handle(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref _count) > 1)
        {
            _log.Warning("stopped at once by a second ctrl-c");
            Environment.Exit(ExitCode.Interrupted);
        }
    }
}
