namespace EchoActors.Transport.Direct;

/// <summary>What epoll_ctl(2) is asked for, and what epoll_wait(2) tells.</summary>
[Flags]
internal enum EpollEvents : uint
{
    None = 0,

    /// <summary>There is something to read or to accept: EPOLLIN.</summary>
    Readable = 0x1,

    /// <summary>The kernel takes bytes: EPOLLOUT.</summary>
    Writable = 0x4,

    /// <summary>An error is pending: EPOLLERR.</summary>
    Error = 0x8,

    /// <summary>Both directions have ended: EPOLLHUP.</summary>
    HangUp = 0x10,

    /// <summary>The peer has ended its stream: EPOLLRDHUP.</summary>
    PeerHangUp = 0x2000,

    /// <summary>Wakes one of several waiters: EPOLLEXCLUSIVE.</summary>
    Exclusive = 1u << 28,

    /// <summary>Tells changes only: EPOLLET.</summary>
    EdgeTriggered = 1u << 31,

    /// <summary>Any of those after which a read does not wait.</summary>
    AnyEnd = Error | HangUp | PeerHangUp,
}
