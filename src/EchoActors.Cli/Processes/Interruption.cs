using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EchoActors.Cli;

/// <summary>
/// Ctrl-c and SIGTERM as a token: the first asks the command to end with what it has, a second ends the process. Signals
/// within half a second of the first are the same request: <c>timeout</c> signals the process and then its process group.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan SameRequest = TimeSpan.FromSeconds(0.5);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private long _firstAt;

    public Interruption() =>
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Handle))];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        var now = Stopwatch.GetTimestamp();
        var first = Interlocked.CompareExchange(ref _firstAt, now, comparand: 0);
        context.Cancel = first == 0 || Stopwatch.GetElapsedTime(first, now) < SameRequest;
        if (first == 0)
        {
            _source.Cancel();
        }
    }
}
