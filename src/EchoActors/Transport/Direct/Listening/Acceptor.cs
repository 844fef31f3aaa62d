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
internal sealed partial class Acceptor(Socket listening, IActorRef listener) : SocketOperation(listener)
{
    private const int DuplicateCloseOnExec = 1030; // F_DUPFD_CLOEXEC of fcntl(2)

    private const int Idle = 0;
    private const int Accepting = 1;
    private const int Closed = 2;

    private int _state = Idle; // an accept may complete on another thread while the listener closes this

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
    public bool Accept()
    {
        _state = Accepting;
        if (listening.AcceptAsync(this))
        {
            return false;
        }

        _state = Idle;
        return true;
    }

    /// <summary>Closes its descriptor, and resets a client that it has accepted and the listener has not taken over.</summary>
    public void Close()
    {
        var before = Interlocked.Exchange(ref _state, Closed);
        listening.Dispose();
        if (before == Idle)
        {
            AcceptSocket?.Close(timeout: 0);
        }

        Dispose();
    }

    protected override void OnCompleted(SocketAsyncEventArgs e)
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Accepting) == Accepting)
        {
            base.OnCompleted(e);
        }
        else
        {
            AcceptSocket?.Close(timeout: 0); // the listener has closed this meanwhile and handles no more
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int leastDescriptor);
}
