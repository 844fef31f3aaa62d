using System.Net;
using System.Net.Sockets;

namespace EchoActors.Transport;

/// <summary>Source ports that a program chooses before it connects, to know them whatever becomes of the connection.</summary>
internal static class SourcePorts
{
    private const int AtOnce = 16;

    /// <summary>Ports that are free at this moment, all different; fewer where the system has no more.</summary>
    public static IReadOnlyList<int> Find(AddressFamily family, int count)
    {
        var ports = new HashSet<int>();
        for (var left = count; left > 0 && ports.Count < count; left--)
        {
            ports.UnionWith(FindSome(family, Math.Min(AtOnce, count - ports.Count)));
        }

        return [.. ports];
    }

    /// <summary>A port on whatever address leads to the peer.</summary>
    public static IPEndPoint EndPoint(AddressFamily family, int port) =>
        new(family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, port);

    // All are bound before one is freed: the system gives a port that is freed to the next one who asks.
    private static List<int> FindSome(AddressFamily family, int count)
    {
        var sockets = new List<Socket>(count);
        try
        {
            while (sockets.Count < count)
            {
                sockets.Add(new Socket(family, SocketType.Stream, ProtocolType.Tcp));
                sockets[^1].Bind(EndPoint(family, 0));
            }
        }
        catch (SocketException)
        {
            // No descriptor or no port is left.
        }

        var ports = sockets.Select(socket => socket.LocalEndPoint).OfType<IPEndPoint>().Select(local => local.Port).Where(port => port != 0).ToList();
        sockets.ForEach(socket => socket.Dispose());
        return ports;
    }
}
