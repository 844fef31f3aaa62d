using System.Net.Sockets;
using System.Runtime.InteropServices;
using Akka.Actor;

namespace EchoActors.Transport.Direct;

/// <summary>
/// Accepts one client at a time through a descriptor of a listening socket, and is told itself to the listener when there is
/// one.
/// </summary>
/// <remarks>
/// The runtime polls each descriptor on one of its socket threads, and a client's first exchange is done by the thread that
/// accepted it. A second descriptor of the same socket lets a second thread take part; it is the kernel that gives a client to
/// whoever asks first.
/// </remarks>
internal sealed class Acceptor(Socket listening, IActorRef listener) : SocketOperation(listener)
{
    private const int DuplicateCloseOnExec = 1030; // F_DUPFD_CLOEXEC of fcntl(2)

    /// <summary>Another one of the same socket, or null where the system has no descriptor for it: then one accepts alone.</summary>
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
    /// <returns>Whether there is one already, or an error; otherwise it will be told.</returns>
    public bool Accept() => !listening.AcceptAsync(this);

    /// <summary>Stops listening, together with the others of the same socket, and resets whom it accepted last and nobody served.</summary>
    public void Close()
    {
        listening.Dispose();
        AcceptSocket?.Close(timeout: 0);
        Dispose();
    }

    [DllImport("libc", EntryPoint = "fcntl")]
    private static extern int Control(int descriptor, int command, int leastDescriptor);
}
