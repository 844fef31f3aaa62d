using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace EchoActors.Transport;

/// <summary>The bytes of <c>TCP_INFO</c> of tcp(7): <c>struct tcp_info</c> of linux/tcp.h, which grows at its end.</summary>
internal static partial class KernelTcpInfo
{
    private const int ProtocolTcp = 6; // IPPROTO_TCP
    private const int OptionInfo = 11; // TCP_INFO

    /// <summary>
    /// Reads it into <paramref name="info"/> and returns how many bytes the kernel has given: 0 where the system does not have it
    /// or the socket is closed.
    /// </summary>
    public static int Read(SafeHandle? socket, Span<byte> info)
    {
        if (socket is null || !OperatingSystem.IsLinux())
        {
            return 0;
        }

        try
        {
            var length = info.Length;
            return GetOption(socket, ProtocolTcp, OptionInfo, ref info[0], ref length) == 0 ? length : 0;
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    /// <summary>The descriptor of <paramref name="socket"/>, which may be closed by now.</summary>
    public static SafeHandle? HandleOf(Socket? socket)
    {
        try
        {
            return socket?.SafeHandle;
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "getsockopt")]
    private static partial int GetOption(SafeHandle socket, int level, int option, ref byte value, ref int length);
}
