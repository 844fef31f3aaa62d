using System.Net;
using System.Net.Sockets;

namespace EchoActors.Tests.Doubles;

/// <summary>Both ends of one connection over loopback, as bare sockets.</summary>
public sealed class SocketPair : IDisposable
{
    public SocketPair(int receiveBuffer)
    {
        using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        Connected = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = receiveBuffer };
        Connected.Connect(listening.LocalEndPoint!);
        Accepted = listening.Accept();
    }

    /// <summary>The end that connected, with a receive buffer of the size given.</summary>
    public Socket Connected { get; }

    /// <summary>The end that was accepted.</summary>
    public Socket Accepted { get; }

    public void Dispose()
    {
        Connected.Dispose();
        Accepted.Dispose();
    }
}
