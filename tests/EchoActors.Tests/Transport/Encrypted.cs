using System.Net.Security;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using EchoActors.Filters;
using EchoActors.Filters.Tls;
using EchoActors.Tests.Doubles;
using EchoActors.Tests.Transport.AkkaIo;

namespace EchoActors.Tests.Transport;

/// <summary>A transport behind TLS: what it binds is a server's end, what it connects a client's.</summary>
/// <typeparam name="TTransport">The transport.</typeparam>
public sealed class Encrypted<TTransport> : ITransport
    where TTransport : ITransport
{
    private static readonly HandshakeLimits Limits = new(TimeSpan.FromSeconds(3), MaxUnderWay: 100); // a first handshake compiles much

    private static readonly ServerCertificates Certificate =
        new(new TlsServerOptions { SelfSigned = true }, "localhost", NoLogger.Instance, TimeProvider.System);

    internal static TlsServer Server { get; } = new(Certificate, new TlsServerOptions());

    internal static TlsClient Client { get; } = TlsClient.Of(new TlsClientOptions { Insecure = true }, "localhost");

    public static IActorRef Manager(ActorSystem system)
    {
        var transport = TTransport.Manager(system);
        return EitherEnd(
            system,
            FilteredTcp.Props(transport, [place => new TlsFilter(place, Server)], Limits),
            FilteredTcp.Props(transport, [place => new TlsFilter(place, Client)], Limits));
    }

    public static async Task<Peer> ConnectedAsync(Socket socket)
    {
        var stream = await RawTlsClient.AuthenticateAsync(socket);
        return new Peer(socket, stream, stream.ShutdownAsync);
    }

    public static async Task<Peer> AcceptedAsync(Socket socket)
    {
        var stream = new SslStream(new NetworkStream(socket));
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = Certificate.First });
        return new Peer(socket, stream, stream.ShutdownAsync);
    }

    /// <summary>A manager that binds by one and connects by the other.</summary>
    internal static IActorRef EitherEnd(ActorSystem system, Props forServers, Props forClients)
    {
        var (server, client) = (system.ActorOf(forServers), system.ActorOf(forClients));
        return system.ActorOf(ActorProps.Create(() => new ServersAndClients(server, client)));
    }

    private sealed class ServersAndClients(IActorRef server, IActorRef client) : UntypedActor
    {
        protected override void OnReceive(object message) => (message is Tcp.Bind ? server : client).Forward(message);
    }
}
