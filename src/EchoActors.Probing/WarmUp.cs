using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using EchoActors.Client;
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

    /// <summary>
    /// Resolves, connects and exchanges over loopback, on the actors that measure. It takes the time that the first real
    /// probe would take longer. A machine without loopback or <c>localhost</c> measures cold.
    /// </summary>
    /// <param name="actors">The system that will measure.</param>
    /// <param name="transport">What owns its sockets.</param>
    public static Task WarmUpAsync(this IActorRefFactory actors, EchoTransport transport = EchoTransport.AkkaIo) => AgainstLoopbackAsync(target => actors.PingAsync(new PingOptions
    {
        Target = target,
        Count = Probes,
        Interval = TimeSpan.FromMilliseconds(1),
        Timeout = Limit,
        Transport = transport,
        AddressFamily = AddressFamily.InterNetwork,
    }));

    /// <summary>The same for a system that streams: one whole exchange over loopback.</summary>
    /// <param name="actors">The system that will exchange.</param>
    public static Task WarmUpExchangeAsync(this IActorRefFactory actors) => AgainstLoopbackAsync(target => actors.EchoAsync(
        target,
        new byte[64],
        new EchoClientOptions { Timeout = Limit, AddressFamily = AddressFamily.InterNetwork }));

    private static async Task AgainstLoopbackAsync(Func<HostPort, Task> warmUp)
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

        var echo = EchoOneAsync(listener);
        await warmUp(new HostPort("localhost", ((IPEndPoint)listener.LocalEndPoint!).Port)).ConfigureAwait(false);
        listener.Dispose();
        await echo.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // Ends with its client, or with the listener, if no connection came.
    private static async Task EchoOneAsync(Socket listener)
    {
        using var client = await listener.AcceptAsync().ConfigureAwait(false);
        client.NoDelay = true;
        var buffer = new byte[1024];
        while (await client.ReceiveAsync(buffer).ConfigureAwait(false) is > 0 and var count)
        {
            await client.SendAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
        }
    }
}
