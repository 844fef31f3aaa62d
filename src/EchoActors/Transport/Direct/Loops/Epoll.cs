using System.Runtime.InteropServices;

namespace EchoActors.Transport.Direct;

/// <summary>One epoll(7) set, an eventfd(2) that wakes its waiter, and the events of its last wait.</summary>
internal sealed unsafe partial class Epoll : IDisposable
{
    private const int Capacity = 256;
    private const int CloseOnExec = 0x80000; // EPOLL_CLOEXEC, EFD_CLOEXEC
    private const int NonBlocking = 0x800; // EFD_NONBLOCK
    private const int AddOperation = 1; // EPOLL_CTL_ADD
    private const int RemoveOperation = 2; // EPOLL_CTL_DEL
    private const int ChangeOperation = 3; // EPOLL_CTL_MOD
    private const int Interrupted = 4; // EINTR
    private const ulong WakeKey = ulong.MaxValue;

    // struct epoll_event of sys/epoll.h is packed on x86-64 only.
    private static readonly int DataAt = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = DataAt + sizeof(ulong);

    private readonly Descriptor _set = new(Checked(CreateSet(CloseOnExec), "epoll_create1"));
    private readonly Descriptor _wake = new(Checked(CreateEvent(0, CloseOnExec | NonBlocking), "eventfd"));
    private readonly byte* _events = (byte*)NativeMemory.Alloc((nuint)(Capacity * EventSize));

    public Epoll()
    {
        // Edge-triggered: each write is an event of its own, and nobody has to read the counter.
        if (!Control(AddOperation, _wake.Number, WakeKey, EpollEvents.Readable | EpollEvents.EdgeTriggered))
        {
            throw Failure("epoll_ctl");
        }
    }

    /// <summary>Watches a descriptor.</summary>
    /// <param name="descriptor">Its number.</param>
    /// <param name="key">What <see cref="Wait"/> gives with its events.</param>
    /// <param name="events">Those to tell; errors and hang-ups are always told.</param>
    /// <returns>False where the kernel has no room for it.</returns>
    public bool TryAdd(int descriptor, ulong key, EpollEvents events) => Control(AddOperation, descriptor, key, events);

    /// <summary>Changes the events to tell. One that is true already is told at once.</summary>
    public void Change(int descriptor, ulong key, EpollEvents events) => Control(ChangeOperation, descriptor, key, events);

    /// <summary>Watches a descriptor no longer. A descriptor that is closed is removed by the kernel.</summary>
    public void Remove(int descriptor) => Control(RemoveOperation, descriptor, 0, EpollEvents.None);

    /// <summary>Waits until there is an event; 0 milliseconds poll, -1 is without limit. Returns how many there are.</summary>
    public int Wait(int timeoutMilliseconds)
    {
        var count = WaitForEvents(_set.Number, _events, Capacity, timeoutMilliseconds);
        return count >= 0 ? count : Marshal.GetLastPInvokeError() == Interrupted ? 0 : throw Failure("epoll_wait");
    }

    /// <summary>Event <paramref name="index"/> of the last wait; false where it only woke the waiter.</summary>
    public bool TryGet(int index, out ulong key, out EpollEvents events)
    {
        var at = _events + (index * EventSize);
        events = *(EpollEvents*)at;
        key = *(ulong*)(at + DataAt);
        return key != WakeKey;
    }

    /// <summary>Wakes the thread that waits, or lets its next wait return at once. Any thread may call it.</summary>
    public void Wake()
    {
        var one = 1UL;
        _ = Write(_wake, &one, sizeof(ulong));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _set.Dispose();
        _wake.Dispose();
        NativeMemory.Free(_events);
    }

    private bool Control(int operation, int descriptor, ulong key, EpollEvents events)
    {
        var @event = stackalloc byte[EventSize];
        *(EpollEvents*)@event = events;
        *(ulong*)(@event + DataAt) = key;
        return ControlSet(_set.Number, operation, descriptor, @event) == 0;
    }

    private static int Checked(int descriptor, string call) => descriptor >= 0 ? descriptor : throw Failure(call);

    private static IOException Failure(string call) => new($"{call} failed: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int CreateSet(int flags);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int CreateEvent(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int ControlSet(int set, int operation, int descriptor, byte* @event);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int WaitForEvents(int set, byte* events, int capacity, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(Descriptor descriptor, void* bytes, nuint count);
}
