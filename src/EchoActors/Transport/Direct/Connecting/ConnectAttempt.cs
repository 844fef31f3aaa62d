using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.IO;

namespace EchoActors.Transport.Direct;

/// <summary>A socket that connects, on the event loop where its connection will live.</summary>
/// <remarks>Everything but the constructor is only for the thread of the loop.</remarks>
/// <param name="socket">It does not block, and connects.</param>
/// <param name="loop">The loop.</param>
/// <param name="terms">How its connection behaves.</param>
/// <param name="connect">The command.</param>
/// <param name="commander">Is told <c>Tcp.Connected</c>.</param>
/// <param name="connector">Is told <see cref="Ended"/>.</param>
internal sealed class ConnectAttempt(
    Socket socket, EventLoop loop, ConnectionTerms terms, Tcp.Connect connect, IActorRef commander, IActorRef connector) : IEventSource
{
    /// <summary>It has come to its end; told to the connector. The commander has been told where it has succeeded.</summary>
    public sealed record Ended(Exception? Failure) : IDeadLetterSuppression;

    private readonly int _descriptor = (int)socket.Handle;
    private bool _hasEnded;

    public void Begin()
    {
        if (!loop.TryAdd(_descriptor, this, EpollEvents.Writable | EpollEvents.EdgeTriggered))
        {
            End(new IOException("the kernel watches no more descriptors"));
        }
    }

    /// <summary>Gives up, if it has not ended.</summary>
    public void Cancel(Exception cause)
    {
        if (!_hasEnded)
        {
            End(cause);
        }
    }

    void IEventSource.Handle(EpollEvents events)
    {
        if (SocketCalls.TakeError(_descriptor) is not SocketError.Success and var error)
        {
            End(new SocketException((int)error));
            return;
        }

        var connection = DirectConnection.TakeOver(_descriptor, socket.SafeHandle, socket, loop, terms);
        try
        {
            foreach (var option in connect.Options)
            {
                option.AfterConnect(socket);
            }

            if (socket is not { RemoteEndPoint: { } remote, LocalEndPoint: { } local }) // null where the peer has reset it by now
            {
                throw new SocketException((int)SocketError.ConnectionReset);
            }

            commander.Tell(new Tcp.Connected(remote, local), connection);
            _hasEnded = true;
            connector.Tell(new Ended(Failure: null));
        }
        catch (SocketException) // the peer has left already
        {
            connection.Tell(Tcp.Abort.Instance, ActorRefs.NoSender);
            _hasEnded = true;
            connector.Tell(new Ended(new SocketException((int)SocketError.ConnectionReset)));
        }
    }

    void IEventSource.Abandon(Exception cause) => Cancel(cause);

    private void End(Exception failure)
    {
        _hasEnded = true;
        loop.Forget(_descriptor);
        socket.Dispose();
        connector.Tell(new Ended(failure));
    }
}
