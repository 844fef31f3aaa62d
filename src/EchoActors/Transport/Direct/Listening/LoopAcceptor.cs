using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.IO;

namespace EchoActors.Transport.Direct;

/// <summary>
/// Accepts the clients of a listening socket on one event loop, where their connections then live. The kernel wakes one of the
/// loops that wait for a client (EPOLLEXCLUSIVE), and the first to wake takes all that have come meanwhile: what would be too many
/// is handed over to the loop with the fewest.
/// </summary>
/// <remarks>Everything but the constructor and <see cref="TakeOver"/> is only for the thread of the loop.</remarks>
internal sealed class LoopAcceptor : IEventSource
{
    /// <summary>The system has no room for another client: told to the listener, which lets it resume later.</summary>
    public sealed record Paused(LoopAcceptor Acceptor, SocketError Error) : IDeadLetterSuppression;

    /// <summary>A client was reset, because its descriptor is one that is kept for others; told to the listener.</summary>
    public sealed class Refused : IDeadLetterSuppression
    {
        public static readonly Refused Instance = new();
    }

    /// <summary>Accepting has failed for good; told to the listener.</summary>
    public sealed record Failed(string Reason);

    /// <summary>It accepts no longer, and its connections are reset; told to the listener.</summary>
    public sealed record Released(bool IsLast) : IDeadLetterSuppression;

    // Level-triggered: clients that one turn leaves are told again.
    private const EpollEvents Clients = EpollEvents.Readable | EpollEvents.Exclusive;

    // A client that is handed over wakes another thread: not for less than this, and this share, of clients more.
    private const int LeastSurplus = 8;
    private const int SurplusShare = 8;

    private readonly ListeningSocket _listening;
    private readonly ConnectionTerms _terms;
    private readonly IActorRef _handler;
    private readonly IActorRef _listener;
    private readonly int _mostInARow;
    private readonly int _firstReservedDescriptor = DescriptorLimit.ReadFirstReserved();
    private readonly SocketAddress _peer;
    private readonly SocketAddress _local;
    private readonly bool _hasFixedAddress;
    private EndPoint _localEndPoint; // of the last client, as most have the same
    private bool _isWatched;
    private bool _isReleased;
    private int _handedOver; // to this one, and not yet here

    /// <summary>Makes an acceptor, which begins with <see cref="Resume"/>.</summary>
    /// <param name="loop">Where it accepts.</param>
    /// <param name="listening">The socket.</param>
    /// <param name="terms">How its connections behave.</param>
    /// <param name="handler">Is told <c>Tcp.Connected</c>.</param>
    /// <param name="listener">Is told what is not about one client.</param>
    public LoopAcceptor(EventLoop loop, ListeningSocket listening, ConnectionTerms terms, IActorRef handler, IActorRef listener)
    {
        Loop = loop;
        _listening = listening;
        _terms = terms;
        _handler = handler;
        _listener = listener;
        _mostInARow = Math.Max(1, terms.Settings.BatchAcceptLimit);
        _localEndPoint = listening.LocalEndPoint;
        _hasFixedAddress = _localEndPoint is not IPEndPoint ip || !(ip.Address.Equals(IPAddress.Any) || ip.Address.Equals(IPAddress.IPv6Any));
        _peer = new SocketAddress(_localEndPoint.AddressFamily);
        _local = _localEndPoint.Serialize();
    }

    /// <summary>Where it accepts.</summary>
    public EventLoop Loop { get; }

    /// <summary>Those of all loops for the same socket, this one included; set before it begins.</summary>
    public IReadOnlyList<LoopAcceptor> All { get; set; } = [];

    private int Load => Loop.Watched + Volatile.Read(ref _handedOver);

    /// <summary>Begins to accept, or goes on after a pause.</summary>
    public void Resume()
    {
        if (_isReleased || _isWatched)
        {
            return;
        }

        _isWatched = Loop.TryAdd(_listening.Descriptor, this, Clients);
        if (!_isWatched)
        {
            _listener.Tell(new Failed("the kernel watches no more descriptors"));
        }
    }

    /// <summary>Accepts no longer, and resets its connections.</summary>
    public void Release()
    {
        if (_isReleased)
        {
            return;
        }

        _isReleased = true;
        StopWatching();
        _terms.Registry.Abort(Loop);
        _listener.Tell(new Released(_listening.Release()));
    }

    void IEventSource.Handle(EpollEvents events)
    {
        var left = _mostInARow;
        while (left > 0 && Accept())
        {
            left--;
        }

        // The kernel wakes the first that waits: without this it would be the same loop each time that is idle.
        if (left < _mostInARow && _isWatched && _listening.IsShared)
        {
            StopWatching();
            Resume();
        }
    }

    void IEventSource.Abandon(Exception cause) => Release();

    /// <returns>Whether to accept the next at once.</returns>
    private bool Accept()
    {
        var client = SocketCalls.Accept(_listening.Descriptor, _peer.Buffer.Span, out var length, out var error);
        switch (error)
        {
            case SocketError.Success when client >= _firstReservedDescriptor:
                SocketCalls.ResetAtClose(client);
                new Descriptor(client).Dispose();
                _listener.Tell(Refused.Instance);
                return true;
            case SocketError.Success:
                _peer.Size = length;
                var ends = new Tcp.Connected(_localEndPoint.Create(_peer), LocalEndPoint(client));
                _peer.Size = _peer.Buffer.Length;
                Place(new Descriptor(client), ends);
                return true;
            case SocketError.WouldBlock: // another loop was faster
                return false;
            case SocketError.ConnectionAborted or SocketError.ConnectionReset or SocketError.Interrupted: // the client left while it waited
                return true;
            case SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.TimedOut or SocketError.NetworkDown
                or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.HostUnreachable or SocketError.AccessDenied:
                StopWatching(); // else the client that waits would be told again and again
                _listener.Tell(new Paused(this, error));
                return false;
            default:
                _listener.Tell(new Failed(new SocketException((int)error).Message));
                StopWatching();
                return false;
        }
    }

    private void Place(Descriptor client, Tcp.Connected ends)
    {
        var least = this;
        for (var index = 0; index < All.Count; index++) // an enumerator would be allocated for each client
        {
            least = All[index].Load < least.Load ? All[index] : least;
        }

        if (Load - least.Load <= Math.Max(LeastSurplus, least.Load / SurplusShare))
        {
            Begin(client, ends);
        }
        else
        {
            least.TakeOver(client, ends);
        }
    }

    private void TakeOver(Descriptor client, Tcp.Connected ends)
    {
        Interlocked.Increment(ref _handedOver);
        Loop.Execute(() =>
        {
            Interlocked.Decrement(ref _handedOver);
            Begin(client, ends);
        });
    }

    private void Begin(Descriptor client, Tcp.Connected ends)
    {
        if (_isReleased) // while the client was handed over
        {
            SocketCalls.ResetAtClose(client.Number);
            client.Dispose();
            return;
        }

        DirectConnection.Accept(client, Loop, _terms, _handler, ends);
    }

    private void StopWatching()
    {
        _isWatched = false;
        Loop.Remove(_listening.Descriptor);
    }

    private EndPoint LocalEndPoint(int client)
    {
        if (_hasFixedAddress)
        {
            return _localEndPoint;
        }

        Span<byte> local = stackalloc byte[_local.Size];
        var length = SocketCalls.LocalAddress(client, local);
        if (length == local.Length && !local.SequenceEqual(_local.Buffer.Span[..length]))
        {
            local.CopyTo(_local.Buffer.Span);
            _localEndPoint = _localEndPoint.Create(_local);
        }

        return _localEndPoint;
    }
}
