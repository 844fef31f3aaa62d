using System.Net;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using EchoActors.Filters;
using EchoActors.Tests.Shared;
using EchoActors.Transport;

namespace EchoActors.Tests.Filters;

/// <summary>
/// One filter between a probe in place of its connection and another in place of its handler, in virtual time: when a tell
/// returns, all that follows from it has happened. Only a timer's message comes from the pool.
/// </summary>
public abstract class FilterScenario : TestKit
{
    protected static readonly IPEndPoint Peer = IPEndPoint.Parse("127.0.0.1:40000");
    protected static readonly IPEndPoint Local = IPEndPoint.Parse("127.0.0.1:3000");

    private readonly TestProbe _tcp;

    protected FilterScenario()
        : base(VirtualTime.Config)
    {
        _tcp = CreateTestProbe("tcp");
        Connection = CreateTestProbe("connection");
        Handler = CreateTestProbe("handler");
    }

    protected TestProbe Connection { get; private set; }

    protected TestProbe Handler { get; private set; }

    /// <summary>The filter, once <see cref="Connection"/> or <see cref="Handler"/> has heard of it.</summary>
    protected IActorRef Filter { get; private set; } = ActorRefs.Nobody;

    /// <summary>A client comes; the filter registers with its connection.</summary>
    private protected void Accept(FilterFactory filter, IPEndPoint? peer = null)
    {
        (Connection, Handler) = (CreateTestProbe(), CreateTestProbe());
        SynchronizationContext.SetSynchronizationContext(null); // a probe sets one, and a task goes on at once only where there is none
        var manager = Sys.ActorOf(FilteredTcp.Props(_tcp, [filter], new HandshakeLimits(TimeSpan.FromHours(1), MaxUnderWay: 1)));
        Handler.Send(manager, new Tcp.Bind(Handler, Local, pullMode: true));
        _tcp.ExpectMsg<Tcp.Bind>();
        Connection.Send(_tcp.LastSender, new Tcp.Connected(peer ?? Peer, Local));
        Connection.ExpectMsg<Tcp.Register>();
        Filter = Connection.LastSender;
    }

    /// <summary>The handler registers with the filter, which is ready.</summary>
    protected Tcp.Connected Register()
    {
        var connected = Handler.ExpectMsg<Tcp.Connected>();
        Handler.Send(Handler.LastSender, new RegisterBorrowing(Handler));
        return connected;
    }

    protected void Command(Tcp.Command command) => Handler.Send(Filter, command);

    protected void Event(Tcp.Event @event) => Connection.Send(Filter, @event);

    protected void Receive(ReadOnlySpan<byte> bytes) => Event(new Tcp.Received(ByteString.CopyFrom(bytes.ToArray())));
}
