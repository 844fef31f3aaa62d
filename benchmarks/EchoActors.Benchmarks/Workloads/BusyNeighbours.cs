using System.Runtime.InteropServices;
using EchoActors.Benchmarks.Linux;
using EchoActors.Benchmarks.Peers;

namespace EchoActors.Benchmarks.Workloads;

/// <summary>
/// A thread on each of a server's cores that never rests, at the server's own low priority: it leaves the server half of
/// each core, and the load generator, which goes before both, all that it needs.
/// </summary>
internal sealed partial class BusyNeighbours : IDisposable
{
    private const int Niceness = 10;
    private const int PriorityOfThread = 0; // PRIO_PROCESS: of a process by POSIX, of a thread on Linux (setpriority(2))
    private readonly List<Thread> _threads;
    private volatile bool _over;

    internal BusyNeighbours(CpuSet cores)
    {
        _threads = [.. cores.Each().Select(core => new Thread(() => BeBusy(core)) { IsBackground = true })];
        _threads.ForEach(thread => thread.Start());
    }

    /// <summary><paramref name="peer"/> at the priority of its neighbours.</summary>
    internal static Peer Beside(Peer peer) => peer with { Command = ["nice", "-n", $"{Niceness}", .. peer.Command] };

    public void Dispose()
    {
        _over = true;
        _threads.ForEach(thread => thread.Join());
    }

    private void BeBusy(CpuSet core)
    {
        core.Apply();
        if (SetPriority(PriorityOfThread, 0, Niceness) != 0)
        {
            throw LoadException.From("setpriority");
        }

        while (!_over)
        {
        }
    }

    // Tmds.LibC has no setpriority.
    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, int thread, int niceness);
}
