using System.Runtime.InteropServices;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace EchoActors.Benchmarks.Linux;

/// <summary>One epoll set and the events of its last wait. For one thread.</summary>
internal sealed unsafe class Epoll : IDisposable
{
    private const int Capacity = 512;

    private readonly int _descriptor = epoll_create1(0);
    private readonly epoll_event* _events = (epoll_event*)NativeMemory.AllocZeroed((nuint)(Capacity * sizeof(epoll_event)));

    internal void Add(int descriptor, int key, int interest) => Control(EPOLL_CTL_ADD, descriptor, key, interest);

    internal void Change(int descriptor, int key, int interest) => Control(EPOLL_CTL_MOD, descriptor, key, interest);

    /// <summary>Waits for events; 0 milliseconds polls. Returns how many there are.</summary>
    internal int Wait(int timeoutMilliseconds)
    {
        var count = epoll_wait(_descriptor, _events, Capacity, timeoutMilliseconds);
        return count >= 0 ? count : errno == EINTR ? 0 : throw LoadException.From("epoll_wait");
    }

    internal int Key(int index) => _events[index].data.fd;

    public void Dispose()
    {
        _ = close(_descriptor);
        NativeMemory.Free(_events);
    }

    private void Control(int operation, int descriptor, int key, int interest)
    {
        var @event = new epoll_event { events = interest };
        @event.data.fd = key;
        if (epoll_ctl(_descriptor, operation, descriptor, &@event) != 0)
        {
            throw LoadException.From("epoll_ctl");
        }
    }
}
