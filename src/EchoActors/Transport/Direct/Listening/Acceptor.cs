using System.Net.Sockets;
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

        var descriptor = DescriptorDuplicate.Of((int)listening.Handle);
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
}
