using System.Net;
using System.Net.Sockets;

namespace EchoActors.Transport.Direct;

/// <summary>A listening socket that several event loops share. It is closed when the last of them has released it.</summary>
internal sealed class ListeningSocket(Socket socket, int loops)
{
    private int _loops = loops;

    /// <summary>Its descriptor.</summary>
    public int Descriptor { get; } = (int)socket.Handle;

    /// <summary>Whether there is more than one loop.</summary>
    public bool IsShared { get; } = loops > 1;

    /// <summary>Where it listens.</summary>
    public EndPoint LocalEndPoint { get; } = socket.LocalEndPoint!;

    /// <summary>One loop accepts no longer.</summary>
    /// <returns>Whether it was the last.</returns>
    public bool Release()
    {
        if (Interlocked.Decrement(ref _loops) > 0)
        {
            return false;
        }

        socket.Dispose();
        return true;
    }
}
