using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Xunit;
using TestKit = Akka.TestKit.Xunit2.TestKit;

namespace EchoActors.Tests.Transport.AkkaIo;

/// <summary>
/// What the design rests on in Akka.IO, on real sockets: a test that fails here after an upgrade names the decision that
/// has to be thought over. A probe is the handler of each connection, so that every order of messages can be had.
/// </summary>
public abstract class AkkaIoFacts(string settings = "") : TestKit($"""
    akka.loglevel = OFF
    akka.stdout-loglevel = OFF
    akka.test.single-expect-default = 30s
    {settings}
    """)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>More than the buffers of both sockets hold.</summary>
    protected const int MoreThanBuffersHold = 32 * 1024 * 1024;

    /// <summary>The socket has taken a write.</summary>
    protected sealed class WriteAck(int number) : Tcp.Event
    {
        public int Number => number;
    }

    /// <summary>The manager that is told to bind.</summary>
    protected virtual IActorRef Manager => Sys.Tcp();

    protected async Task<(IPEndPoint Address, IActorRef Listener, TestProbe Binder)> BindAsync(
        bool pullMode = true, IPAddress? address = null, params Inet.SocketOption[] options)
    {
        var binder = CreateTestProbe();
        binder.Send(Manager, new Tcp.Bind(binder, new IPEndPoint(address ?? IPAddress.Loopback, 0), 100, options, pullMode));
        var bound = await binder.ExpectMsgAsync<Tcp.Bound>();
        return ((IPEndPoint)bound.LocalAddress, binder.LastSender, binder);
    }

    /// <summary>A client's socket, and the connection actor at the other end of it with a probe as its handler.</summary>
    protected async Task<(Peer Client, IActorRef Connection, TestProbe Handler)> ConnectAsync(
        (IPEndPoint Address, IActorRef Listener, TestProbe Binder) server, bool keepOpenOnPeerClosed = true)
    {
        var client = await DialAsync(server.Address);
        await server.Binder.ExpectMsgAsync<Tcp.Connected>();
        var connection = server.Binder.LastSender;
        var handler = CreateTestProbe();
        handler.Send(connection, new Tcp.Register(handler, keepOpenOnPeerClosed));
        return (client, connection, handler);
    }

    protected async Task<Peer> DialAsync(IPEndPoint address)
    {
        var client = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(address).WaitAsync(Deadline);
        return await OpenAsync(client);
    }

    /// <summary>The client's end of a connection: its bare socket unless the transport has another.</summary>
    protected virtual Task<Peer> OpenAsync(Socket client) => Task.FromResult(Bare(client));

    internal static Peer Bare(Socket socket) => new(socket, new NetworkStream(socket), () =>
    {
        socket.Shutdown(SocketShutdown.Send);
        return Task.CompletedTask;
    });

    /// <summary>Everything up to the end of the stream; a reset is an exception.</summary>
    protected static async Task<byte[]> ReadToEndAsync(Peer client)
    {
        using var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await client.ReceiveAsync(buffer).WaitAsync(Deadline)) > 0)
        {
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }

    protected static async Task<byte[]> ReadExactlyAsync(Peer client, int count)
    {
        var bytes = new byte[count];
        await client.ReadExactlyAsync(bytes).WaitAsync(Deadline);
        return bytes;
    }

    /// <remarks>With a receive pending, .NET shuts a socket down before it resets it: the peer sees one or the other first.</remarks>
    protected static async Task IsResetAsync(Peer client)
    {
        try
        {
            Assert.Equal(0, await client.ReceiveAsync(new byte[1]).WaitAsync(Deadline));
        }
        catch (IOException e)
        {
            Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(e.InnerException).SocketErrorCode);
        }
    }

    /// <summary>Whether the actor lives and has handled everything told to it before.</summary>
    protected static async Task<bool> IsAliveAsync(IActorRef actor)
    {
        try
        {
            return (await actor.Ask<ActorIdentity>(new Identify(null), Deadline)).Subject is not null;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }
}
