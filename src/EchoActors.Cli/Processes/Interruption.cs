using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;

namespace EchoActors.Cli;

/// <summary>
/// Ctrl-c, SIGTERM and SIGHUP as a token: the first asks the command to end in order, a later one ends the process. Within
/// half a second it is the same one: <c>timeout -s INT</c> signals the process and then its group.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan SameSignal = TimeSpan.FromSeconds(0.5);

    private readonly CancellationTokenSource _source = new();
    private readonly Action? _stopAtOnce;
    private readonly Action? _hangUp;
    private readonly PosixSignalRegistration[] _registrations;
    private long _firstAt;

    /// <summary>Takes the signals over until it is disposed.</summary>
    /// <param name="stopAtOnce">What a second ctrl-c does; left out, any second signal does what it does to a process that ignores none.</param>
    /// <param name="hangUp">What SIGHUP does; left out, it ends the command in order as the others do.</param>
    public Interruption(Action? stopAtOnce = null, Action? hangUp = null)
    {
        _stopAtOnce = stopAtOnce;
        _hangUp = hangUp;
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }
            .Select(signal => PosixSignalRegistration.Create(signal, Handle))];
    }

    public CancellationToken Token => _source.Token;

    /// <summary>For hosts: the first signal drains them, a second ctrl-c ends the process at once.</summary>
    public static Interruption Of(IReadOnlyList<IHost> hosts, ILogger log, Action? hangUp = null)
    {
        var interruption = new Interruption(StopAtOnce, hangUp);
        foreach (var host in hosts)
        {
            interruption.Token.Register(host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication);
        }

        return interruption;

        void StopAtOnce()
        {
            log.Warning("stopped at once by a second ctrl-c");
            Environment.Exit(ExitCode.Interrupted);
        }
    }

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
        if (context.Signal == PosixSignal.SIGHUP && _hangUp is not null)
        {
            context.Cancel = true;
            _hangUp();
            return;
        }

        var now = Stopwatch.GetTimestamp();
        var first = Interlocked.CompareExchange(ref _firstAt, now, comparand: 0);
        context.Cancel = true;
        if (first == 0)
        {
            _source.Cancel();
        }
        else if (Stopwatch.GetElapsedTime(first, now) >= SameSignal)
        {
            context.Cancel = _stopAtOnce is not null;
            if (context.Signal == PosixSignal.SIGINT)
            {
                _stopAtOnce?.Invoke();
            }
        }
    }
}
