using System.Net.Sockets;

namespace EchoActors.Transport.Direct;

/// <summary>The errors of socket calls, errno(3) of Linux, by the names that .NET has for them.</summary>
internal static class SocketErrors
{
    /// <summary>The name of <paramref name="errno"/>, as <see cref="Socket"/> reports it.</summary>
    public static SocketError Of(int errno) => errno switch
    {
        0 => SocketError.Success,
        1 or 13 => SocketError.AccessDenied, // EPERM, EACCES
        2 => SocketError.AddressNotAvailable, // ENOENT, of a Unix socket
        4 => SocketError.Interrupted, // EINTR
        11 => SocketError.WouldBlock, // EAGAIN
        12 or 105 => SocketError.NoBufferSpaceAvailable, // ENOMEM, ENOBUFS
        22 => SocketError.InvalidArgument, // EINVAL
        23 or 24 => SocketError.TooManyOpenSockets, // ENFILE, EMFILE
        32 => SocketError.Shutdown, // EPIPE
        64 or 71 or 92 => SocketError.ConnectionAborted, // accept(2): ENONET, EPROTO, ENOPROTOOPT are of the new connection
        97 => SocketError.AddressFamilyNotSupported, // EAFNOSUPPORT
        98 => SocketError.AddressAlreadyInUse, // EADDRINUSE
        99 => SocketError.AddressNotAvailable, // EADDRNOTAVAIL
        100 => SocketError.NetworkDown, // ENETDOWN
        101 => SocketError.NetworkUnreachable, // ENETUNREACH
        102 => SocketError.NetworkReset, // ENETRESET
        103 => SocketError.ConnectionAborted, // ECONNABORTED
        104 => SocketError.ConnectionReset, // ECONNRESET
        107 => SocketError.NotConnected, // ENOTCONN
        110 => SocketError.TimedOut, // ETIMEDOUT
        111 => SocketError.ConnectionRefused, // ECONNREFUSED
        112 => SocketError.HostDown, // EHOSTDOWN
        113 => SocketError.HostUnreachable, // EHOSTUNREACH
        115 => SocketError.InProgress, // EINPROGRESS
        _ => SocketError.SocketError,
    };
}
