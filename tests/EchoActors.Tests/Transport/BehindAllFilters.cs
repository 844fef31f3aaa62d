using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using EchoActors.Filters;
using EchoActors.Filters.Tls;
using EchoActors.Tests.Transport.AkkaIo;

namespace EchoActors.Tests.Transport;

/// <summary>A transport behind a PROXY header, TLS and faults that never strike: what it binds is a server's end, what it connects a client's.</summary>
/// <typeparam name="TTransport">The transport.</typeparam>
public sealed class BehindAllFilters<TTransport> : ITransport
    where TTransport : ITransport
{
    private const int HeaderV2OfIPv4 = 28; // bytes: 16, and two addresses with their ports

    private static readonly HandshakeLimits Limits = new(TimeSpan.FromSeconds(3), MaxUnderWay: 100); // a first handshake compiles much
    private static readonly ProxyProtocolOptions FromLoopback = new(ProxyProtocol.Required, [IPNetwork.Parse("127.0.0.0/8")]);
    private static readonly ProxyHeaderToSend Header = new(Version: 2);

    public static IActorRef Manager(ActorSystem system)
    {
        var transport = TTransport.Manager(system);
        return Encrypted<TTransport>.EitherEnd(
            system,
            FilteredTcp.Props(
                transport,
                [place => new ProxyHeaderFilter(place, FromLoopback), place => new TlsFilter(place, Encrypted<TTransport>.Server), PassedThrough<TTransport>.NoFaults],
                Limits),
            FilteredTcp.Props(
                transport,
                [place => new ProxyHeaderSender(place, Header), place => new TlsFilter(place, Encrypted<TTransport>.Client), PassedThrough<TTransport>.NoFaults],
                Limits));
    }

    public static async Task<Peer> ConnectedAsync(Socket socket)
    {
        await socket.SendAsync("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n"u8.ToArray());
        return await Encrypted<TTransport>.ConnectedAsync(socket);
    }

    public static async Task<Peer> AcceptedAsync(Socket socket)
    {
        await new NetworkStream(socket).ReadExactlyAsync(new byte[HeaderV2OfIPv4]);
        return await Encrypted<TTransport>.AcceptedAsync(socket);
    }
}
