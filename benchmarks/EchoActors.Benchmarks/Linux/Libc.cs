using System.Runtime.InteropServices;

namespace EchoActors.Benchmarks.Linux;

/// <summary>The system calls of the load generator and the leanest peer, without the runtime's socket layer between.</summary>
internal static unsafe partial class Libc
{
    internal const int AddressFamilyInternet = 2;
    internal const int StreamNonBlocking = 1 | 0x800;
    internal const int ProtocolTcp = 6;
    internal const int TcpNoDelay = 1;
    internal const int LevelInternet = 0;
    internal const int LevelSocket = 1;
    internal const int BindAddressNoPort = 24;
    internal const int SocketError = 4;
    internal const int NoSignal = 0x4000;

    internal const int TryAgain = 11;
    internal const int InProgress = 115;
    internal const int Interrupted = 4;

    // Of a process by POSIX, of a thread on Linux (setpriority(2)).
    internal const int PriorityOfThread = 0;

    internal const int SignalKill = 9;
    internal const int SignalContinue = 18;
    internal const int SignalStop = 19;

    [StructLayout(LayoutKind.Sequential)]
    internal struct InternetAddress
    {
        public ushort Family;
        public ushort PortBigEndian;
        public uint AddressBigEndian;
        public ulong Padding;
    }

    internal static int LastError => Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    internal static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    internal static partial int Bind(int descriptor, InternetAddress* address, int length);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    internal static partial int Listen(int descriptor, int backlog);

    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    internal static partial int LocalAddress(int descriptor, InternetAddress* address, int* length);

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    internal static partial int Accept(int descriptor, nint address, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    internal static partial int Connect(int descriptor, InternetAddress* address, int length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    internal static partial int SetOption(int descriptor, int level, int name, int* value, int length);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    internal static partial int GetOption(int descriptor, int level, int name, int* value, int* length);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    internal static partial nint Receive(int descriptor, byte* buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    internal static partial nint Send(int descriptor, byte* buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    internal static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    internal static partial int EpollControl(int epoll, int operation, int descriptor, byte* @event);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    internal static partial int EpollWait(int epoll, byte* events, int capacity, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    internal static partial int SetAffinity(int thread, nint size, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    internal static partial int GetAffinity(int thread, nint size, ulong* mask);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    internal static partial int SetPriority(int which, int thread, int niceness);

    internal static string Describe(int error) => Marshal.GetPInvokeErrorMessage(error);
}
