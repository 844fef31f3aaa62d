using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace EchoActors.Transport.Direct;

/// <summary>
/// The system calls of a socket that doesn't block, by its number: only the thread of its event loop makes them, and only that
/// thread closes it. Linux only.
/// </summary>
internal static unsafe partial class SocketCalls
{
    private const int NonBlockingCloseOnExec = 0x80800; // SOCK_NONBLOCK | SOCK_CLOEXEC
    private const int NoSignal = 0x4000; // MSG_NOSIGNAL
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int ErrorOption = 4; // SO_ERROR
    private const int LingerOption = 13; // SO_LINGER
    private const int ShutdownWrite = 1; // SHUT_WR

    /// <summary>Accepts a client: its number, or -1. Its address is written to <paramref name="peer"/>.</summary>
    public static int Accept(int listening, Span<byte> peer, out int peerLength, out SocketError error)
    {
        peerLength = peer.Length;
        fixed (byte* address = peer)
        {
            var client = AcceptClient(listening, address, ref peerLength, NonBlockingCloseOnExec);
            error = client >= 0 ? SocketError.Success : LastError();
            return client;
        }
    }

    /// <summary>Writes the address of this end to <paramref name="local"/> and returns its length.</summary>
    public static int LocalAddress(int socket, Span<byte> local)
    {
        var length = local.Length;
        fixed (byte* address = local)
        {
            return GetLocalAddress(socket, address, ref length) == 0 ? length : 0;
        }
    }

    /// <summary>Receives what is there: 0 bytes are the end of the stream, or an error.</summary>
    public static int Receive(int socket, Span<byte> buffer, out SocketError error)
    {
        fixed (byte* bytes = buffer)
        {
            var count = ReceiveBytes(socket, bytes, (nuint)buffer.Length, 0);
            error = count >= 0 ? SocketError.Success : LastError();
            return (int)Math.Max(0, count);
        }
    }

    /// <summary>Sends what the kernel takes.</summary>
    public static int Send(int socket, ReadOnlySpan<byte> data, out SocketError error)
    {
        fixed (byte* bytes = data)
        {
            var count = SendBytes(socket, bytes, (nuint)data.Length, NoSignal);
            error = count >= 0 ? SocketError.Success : LastError();
            return (int)Math.Max(0, count);
        }
    }

    /// <summary>Ends this end's stream.</summary>
    public static void EndStream(int socket) => _ = Shutdown(socket, ShutdownWrite);

    /// <summary>Makes the close a reset.</summary>
    public static void ResetAtClose(int socket)
    {
        var linger = stackalloc int[] { 1, 0 }; // struct linger: on, for no time
        _ = SetOption(socket, SocketLevel, LingerOption, linger, 2 * sizeof(int));
    }

    /// <summary>The pending error of a connect.</summary>
    public static SocketError TakeError(int socket)
    {
        var error = 0;
        var length = sizeof(int);
        return GetOption(socket, SocketLevel, ErrorOption, &error, ref length) == 0 ? SocketErrors.Of(error) : LastError();
    }

    private static SocketError LastError() => SocketErrors.Of(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    private static partial int AcceptClient(int socket, byte* address, ref int length, int flags);

    [LibraryImport("libc", EntryPoint = "getsockname")]
    private static partial int GetLocalAddress(int socket, byte* address, ref int length);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint ReceiveBytes(int socket, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint SendBytes(int socket, byte* data, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "shutdown")]
    private static partial int Shutdown(int socket, int how);

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    private static partial int SetOption(int socket, int level, int option, void* value, int length);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static partial int GetOption(int socket, int level, int option, void* value, ref int length);
}
