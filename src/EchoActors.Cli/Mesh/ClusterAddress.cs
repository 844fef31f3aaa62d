using System.Net;
using System.Net.Sockets;
using Akka.Configuration;

namespace EchoActors.Cli;

/// <summary>Where remoting is to listen.</summary>
internal static class ClusterAddress
{
    /// <summary>
    /// Binds it once before Akka does. What Akka finds then is thrown through the start of the actor system, by way of its
    /// own writing to the console, as a stack of five wrapped exceptions.
    /// </summary>
    /// <exception cref="UsageException">It can't be bound; says why.</exception>
    public static async Task CheckAsync(Config configuration)
    {
        var tcp = configuration.GetConfig("akka.remote.dot-netty.tcp");
        var address = new HostPort(tcp.GetString("hostname"), tcp.GetInt("port"));
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(address.Host);
            using var socket = new Socket(addresses[0].AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(addresses[0], address.Port));
            socket.Listen();
        }
        catch (SocketException e)
        {
            throw new UsageException($"the cluster address {address} can't be bound: {Cause(e)}. Choose another with --cluster.");
        }
    }

    private static string Cause(SocketException e) => BindFailure.Reason(e.SocketErrorCode) ?? e.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "no address of that name is known",
        _ => e.Message,
    };
}
