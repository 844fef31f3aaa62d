using System.Runtime.InteropServices;

namespace EchoActors.Benchmarks.Linux;

/// <summary>One epoll set and the events of its last wait. For one thread.</summary>
internal sealed unsafe class Epoll : IDisposable
{
    internal const uint Readable = 1;
    internal const uint Writable = 4;
    internal const uint EdgeTriggered = 1u << 31;

    private const int Capacity = 512;

    // struct epoll_event is packed on x86-64 and only there.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int Stride = DataOffset + 8;

    private readonly int _descriptor = Libc.EpollCreate(0);
    private readonly byte* _events = (byte*)NativeMemory.AllocZeroed((nuint)(Capacity * Stride));

    internal void Add(int descriptor, int key, uint interest) => Control(1, descriptor, key, interest);

    internal void Change(int descriptor, int key, uint interest) => Control(3, descriptor, key, interest);

    /// <summary>Waits for events; 0 milliseconds polls. Returns how many there are.</summary>
    internal int Wait(int timeoutMilliseconds)
    {
        var count = Libc.EpollWait(_descriptor, _events, Capacity, timeoutMilliseconds);
        return count >= 0 ? count : Libc.LastError == Libc.Interrupted ? 0 : throw LoadException.From("epoll_wait");
    }

    internal int Key(int index) => *(int*)(_events + (index * Stride) + DataOffset);

    public void Dispose()
    {
        _ = Libc.Close(_descriptor);
        NativeMemory.Free(_events);
    }

    private void Control(int operation, int descriptor, int key, uint interest)
    {
        var @event = stackalloc byte[16];
        *(uint*)@event = interest;
        *(ulong*)(@event + DataOffset) = (uint)key;
        if (Libc.EpollControl(_descriptor, operation, descriptor, @event) != 0)
        {
            throw LoadException.From("epoll_ctl");
        }
    }
}
