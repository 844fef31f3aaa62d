using System.Diagnostics;
using System.Net;
using EchoActors.Benchmarks.Linux;
using EchoActors.Benchmarks.Load;
using static Tmds.Linux.LibC;

namespace EchoActors.Benchmarks.Peers;

/// <summary>A peer that listens. One of our own is stopped (SIGSTOP) while another is measured, and killed in the end.</summary>
internal sealed class RunningServer : IDisposable
{
    private const string Announcement = "listening on ";
    private const string TlsScheme = "tls://";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private readonly Process? _process;

    private RunningServer(LoadTarget target, Process? process)
    {
        Target = target;
        _process = process;
    }

    internal LoadTarget Target { get; }

    internal IPEndPoint EndPoint => Target.EndPoint;

    internal bool IsOurs => _process is not null;

    internal ProcessUsage? Usage => _process is { HasExited: false } ? ProcessUsage.Of(_process.Id) : null;

    /// <summary>Starts <paramref name="peer"/> on <paramref name="cores"/> and returns when it listens.</summary>
    internal static RunningServer Start(Peer peer, CpuSet cores)
    {
        if (peer.Running is { } running)
        {
            return new RunningServer(new LoadTarget(running, OverTls: false), null);
        }

        var process = Launch(peer, cores);
        var announced = Task.Run(() => ReadAnnouncement(process.StandardOutput));
        if (announced.Wait(StartLimit) && announced.Result is { } target)
        {
            // What it logs later is of no interest, and must not fill the pipe.
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            return new RunningServer(target with { Preface = peer.Preface }, process);
        }

        process.Kill();
        throw new LoadException($"{peer.Name} did not print '{Announcement}HOST:PORT' ({string.Join(' ', peer.Command)}).");
    }

    internal void Pause() => Signal(SIGSTOP);

    internal void Resume() => Signal(SIGCONT);

    public void Dispose()
    {
        Signal(SIGKILL);
        _process?.WaitForExit();
        _process?.Dispose();
    }

    private static Process Launch(Peer peer, CpuSet cores)
    {
        var start = new ProcessStartInfo(peer.Command[0], peer.Command.Skip(1)) { RedirectStandardOutput = true };
        foreach (var (name, value) in peer.Environment)
        {
            start.Environment[name] = value;
        }

        var own = CpuSet.Allowed;
        cores.Apply(); // inherited by the child
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new LoadException($"{peer.Name} could not be started: {failure.Message}.");
        }
        finally
        {
            own.Apply();
        }
    }

    private static LoadTarget? ReadAnnouncement(StreamReader output)
    {
        while (output.ReadLine() is { } line)
        {
            if (line.IndexOf(Announcement, StringComparison.Ordinal) is >= 0 and var at)
            {
                var address = line[(at + Announcement.Length)..].Split(' ')[0];
                var overTls = address.StartsWith(TlsScheme, StringComparison.Ordinal);
                if (IPEndPoint.TryParse(overTls ? address[TlsScheme.Length..] : address, out var endPoint))
                {
                    return new LoadTarget(endPoint, overTls);
                }
            }
        }

        return null;
    }

    private void Signal(int signal)
    {
        if (_process is { HasExited: false })
        {
            _ = kill(_process.Id, signal);
        }
    }
}
