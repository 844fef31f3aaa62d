using System.Net.Sockets;
using System.Runtime.InteropServices;
using Akka.Actor;

namespace EchoActors.Transport.Direct;

/// <summary>
/// Accepts connections on one file descriptor of the listening socket. When an accept completes, it sends itself to the
/// listener.
/// </summary>
/// <remarks>
/// The runtime polls each descriptor on one of its socket threads, and a client's first exchange runs on the thread that
/// accepted it. A second descriptor of the same socket lets a second thread take part; the kernel gives each client to one.
/// </remarks>
internal sealed class Acceptor(Socket listening, IActorRef listener) : SocketOperation(listener)
{
    private const int DuplicateCloseOnExec = 1030; // F_DUPFD_CLOEXEC of fcntl(2)

    /// <summary>An acceptor on a second descriptor of the same socket, or null where the system has none: then this one accepts alone.</summary>
    public Acceptor? TryDuplicate()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var descriptor = Control((int)listening.Handle, DuplicateCloseOnExec, leastDescriptor: 0);
        return descriptor < 0
            ? null
            : new Acceptor(new Socket(new SafeSocketHandle(descriptor, ownsHandle: true)), Actor);
    }

    /// <summary>Begins to wait for the next client.</summary>
    /// <returns>Whether there is a client or an error already; otherwise the listener will be told.</returns>
    public bool Accept() => !listening.AcceptAsync(this);

    /// <summary>Closes its descriptor, and resets a client that it has accepted and the listener has not taken over.</summary>
    public void Close()
    {
        listening.Dispose();
        AcceptSocket?.Close(timeout: 0);
        Dispose();
    }

    [DllImport("libc", EntryPoint = "fcntl")]
    private static extern int Control(int descriptor, int command, int leastDescriptor);
}
