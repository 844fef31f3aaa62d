using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using EchoActors.Filters;
using EchoActors.Tests.Transport.AkkaIo;
using EchoActors.Transport;

namespace EchoActors.Tests.Transport;

/// <summary>A transport that is held to the <c>Tcp</c> protocol.</summary>
public interface ITransport
{
    /// <summary>Its manager.</summary>
    static abstract IActorRef Manager(ActorSystem system);

    /// <summary>The other end of a connection that it has accepted.</summary>
    static virtual Task<Peer> ConnectedAsync(Socket socket) => Task.FromResult(AkkaIoFacts.Bare(socket));

    /// <summary>The other end of a connection that it has made.</summary>
    static virtual Task<Peer> AcceptedAsync(Socket socket) => Task.FromResult(AkkaIoFacts.Bare(socket));
}

/// <summary>Akka.IO, whose behaviour is the reference.</summary>
public sealed class AkkaIoTransport : ITransport
{
    public static IActorRef Manager(ActorSystem system) => system.Tcp(EchoTransport.AkkaIo);
}

/// <summary>The direct transport.</summary>
public sealed class DirectTransport : ITransport
{
    public static IActorRef Manager(ActorSystem system) => system.Tcp(EchoTransport.Direct);
}

/// <summary>A transport behind filters that pass everything through.</summary>
/// <typeparam name="TTransport">The transport.</typeparam>
public sealed class PassedThrough<TTransport> : ITransport
    where TTransport : ITransport
{
    private static readonly HandshakeLimits Limits = new(TimeSpan.FromSeconds(1), MaxUnderWay: 100);

    public static IActorRef Manager(ActorSystem system) => system.ActorOf(FilteredTcp.Props(
        TTransport.Manager(system), [place => new PassingFilter(place), NoFaults], Limits));

    internal static TcpFilter NoFaults(FilterPlace place) =>
        new FaultsFilter(place, new FaultControl("here", FaultRules.None, new FaultCounts(), TimeProvider.System));

    private sealed class PassingFilter(FilterPlace place) : TcpFilter(place);
}

/// <summary>A transport whose clients come through a proxy that says who they are, with faults that never strike.</summary>
/// <typeparam name="TTransport">The transport.</typeparam>
public sealed class Proxied<TTransport> : ITransport
    where TTransport : ITransport
{
    private static readonly HandshakeLimits Limits = new(TimeSpan.FromSeconds(2), MaxUnderWay: 100);
    private static readonly ProxyProtocolOptions Options = new(ProxyProtocol.Required, [IPNetwork.Parse("127.0.0.0/8")]);

    public static async Task<Peer> ConnectedAsync(Socket socket)
    {
        await socket.SendAsync("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n"u8.ToArray());
        return await TTransport.ConnectedAsync(socket);
    }

    public static IActorRef Manager(ActorSystem system) => system.ActorOf(FilteredTcp.Props(
        TTransport.Manager(system), [place => new ProxyHeaderFilter(place, Options), PassedThrough<TTransport>.NoFaults], Limits));
}

/// <summary>
/// What servers and clients may rely on, on real sockets, with a probe as the handler of each connection. Each file has one
/// part of the protocol and runs it over every transport.
/// </summary>
public abstract class TcpConformance<TTransport>() : AkkaIoFacts("""
    akka.io.tcp.register-timeout = 1s
    akka.io.tcp.write-commands-queue-max-size = 40000000
    echoactors.direct.loops = 2
    """)
    where TTransport : ITransport
{
    protected override IActorRef Manager => TTransport.Manager(Sys);

    protected override Task<Peer> OpenAsync(Socket client) => TTransport.ConnectedAsync(client);

    protected static Task<Peer> AcceptAsync(Socket accepted) => TTransport.AcceptedAsync(accepted);

    protected async Task<IPEndPoint> AddressThatRefusesAsync()
    {
        var server = await BindAsync();
        server.Binder.Send(server.Listener, Tcp.Unbind.Instance);
        await server.Binder.ExpectMsgAsync<Tcp.Unbound>();
        return server.Address;
    }
}
