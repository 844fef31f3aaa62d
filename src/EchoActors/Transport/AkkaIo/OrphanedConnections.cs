using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace EchoActors.Transport.AkkaIo;

/// <summary>
/// Connections that a listener of Akka.IO accepted and gave to nobody: it ignores an accept that completes while it unbinds or
/// after it has stopped. Their clients would wait until the garbage collector finds the sockets.
/// </summary>
internal static partial class OrphanedConnections
{
    /// <summary>
    /// Resets every connection of this process to <paramref name="listener"/>, which has stopped, and with it the connections
    /// that it gave to a handler. Only Linux tells which descriptors are connections.
    /// </summary>
    public static void Reset(IPEndPoint listener)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        foreach (var link in new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos())
        {
            if (link.LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true)
            {
                ResetIfAccepted(int.Parse(link.Name, CultureInfo.InvariantCulture), listener);
            }
        }
    }

    // Looks at a duplicate: the descriptor may be closed meanwhile, and its number given to another socket.
    private static void ResetIfAccepted(int descriptor, IPEndPoint listener)
    {
        using var duplicate = Descriptor.DuplicateOf(descriptor);
        if (duplicate.IsInvalid)
        {
            return;
        }

        var (local, peer) = (new SocketAddress(listener.AddressFamily), new SocketAddress(listener.AddressFamily));
        var (localSize, peerSize) = (local.Size, peer.Size);
        if (GetLocalAddress(duplicate, ref local.Buffer.Span[0], ref localSize) == 0
            && GetPeerAddress(duplicate, ref peer.Buffer.Span[0], ref peerSize) == 0
            && IsOf(listener, local))
        {
            var unspecified = new byte[local.Size]; // AF_UNSPEC, with which connect(2) dissolves a connection and resets it
            _ = Connect(duplicate, ref unspecified[0], unspecified.Length);
        }
    }

    private static bool IsOf(IPEndPoint listener, SocketAddress local)
    {
        if (local.Family != listener.AddressFamily)
        {
            return false;
        }

        var endPoint = (IPEndPoint)listener.Create(local);
        var isWildcard = listener.Address.Equals(IPAddress.Any) || listener.Address.Equals(IPAddress.IPv6Any);
        return endPoint.Port == listener.Port && (isWildcard || endPoint.Address.Equals(listener.Address));
    }

    [LibraryImport("libc", EntryPoint = "getsockname")]
    private static partial int GetLocalAddress(Descriptor socket, ref byte address, ref int size);

    [LibraryImport("libc", EntryPoint = "getpeername")]
    private static partial int GetPeerAddress(Descriptor socket, ref byte address, ref int size);

    [LibraryImport("libc", EntryPoint = "connect")]
    private static partial int Connect(Descriptor socket, ref byte address, int size);
}
