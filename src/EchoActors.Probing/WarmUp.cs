using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Akka.Actor;
using EchoActors.Client;
using EchoActors.Filters.Tls;
using EchoActors.Probing.Ping;
using EchoActors.Transport;

namespace EchoActors.Probing;

/// <summary>
/// Sends a few probes to an echo in this process before anything is measured. A .NET process compiles code when it first
/// runs: without this, the first figures would measure the compiler and not the path.
/// </summary>
public static class WarmUp
{
    private const int Probes = 5;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    // It is this process; and what follows must not offer its session to another server.
    private static readonly TlsClientOptions AnyCertificate = new() { Insecure = true, Resume = false };

    /// <summary>
    /// Resolves, connects and exchanges over loopback, on the actors that measure. It takes the time that the first real
    /// probe would take longer. A machine without loopback or <c>localhost</c> measures cold.
    /// </summary>
    /// <param name="actors">The system that will measure.</param>
    /// <param name="transport">What owns its sockets.</param>
    /// <param name="overTls">Whether it will measure a TLS endpoint: then each connection makes a handshake.</param>
    public static Task WarmUpAsync(
        this IActorRefFactory actors, EchoTransport transport = EchoTransport.AkkaIo, bool overTls = false) => AgainstLoopbackAsync(overTls, target => actors.PingAsync(new PingOptions
        {
            Target = target,
            Tls = AnyCertificate,
            Count = Probes,
            Interval = TimeSpan.FromMilliseconds(1),
            Timeout = Limit,
            Transport = transport,
            AddressFamily = AddressFamily.InterNetwork,
        }));

    /// <summary>The same for a system that streams: one whole exchange over loopback.</summary>
    /// <param name="actors">The system that will exchange.</param>
    /// <param name="overTls">Whether it will exchange with a TLS endpoint.</param>
    public static Task WarmUpExchangeAsync(this IActorRefFactory actors, bool overTls = false) => AgainstLoopbackAsync(overTls, target => actors.EchoAsync(
        target,
        new byte[64],
        new EchoClientOptions { Timeout = Limit, AddressFamily = AddressFamily.InterNetwork, Tls = AnyCertificate }));

    private static async Task AgainstLoopbackAsync(bool overTls, Func<Endpoint, Task> warmUp)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen();
        }
        catch (SocketException)
        {
            return;
        }

        var echo = EchoOneAsync(listener, overTls);
        var address = new HostPort("localhost", ((IPEndPoint)listener.LocalEndPoint!).Port);
        await warmUp(overTls ? Endpoint.Tls(address) : address).ConfigureAwait(false);
        listener.Dispose();
        await echo.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // Ends with its client, or with the listener, if no connection came.
    private static async Task EchoOneAsync(Socket listener, bool overTls)
    {
        using var client = await listener.AcceptAsync().ConfigureAwait(false);
        client.NoDelay = true;
        using var plain = new NetworkStream(client);
        if (!overTls)
        {
            await EchoAsync(plain).ConfigureAwait(false);
            return;
        }

        using var certificate = Certificates.SelfSigned(["localhost"]);
        using var encrypted = new SslStream(plain);
        await encrypted.AuthenticateAsServerAsync(certificate).ConfigureAwait(false);
        await EchoAsync(encrypted).ConfigureAwait(false);
        await encrypted.ShutdownAsync().ConfigureAwait(false);
    }

    private static async Task EchoAsync(Stream stream)
    {
        var buffer = new byte[1024];
        while (await stream.ReadAsync(buffer).ConfigureAwait(false) is > 0 and var count)
        {
            await stream.WriteAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
        }
    }
}
