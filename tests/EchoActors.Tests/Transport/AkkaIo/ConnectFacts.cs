using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using Xunit;

namespace EchoActors.Tests.Transport.AkkaIo;

/// <summary>connect, and the settings all of Akka.IO is made with.</summary>
public sealed class ConnectFacts : AkkaIoFacts
{
    [Fact]
    public async Task A_refused_connect_loses_its_SocketError()
    {
        using var notListening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        notListening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var probe = CreateTestProbe();

        probe.Send(Sys.Tcp(), new Tcp.Connect(notListening.LocalEndPoint!));

        var cause = (await probe.ExpectMsgAsync<Tcp.CommandFailed>()).Cause.Value;
        Assert.IsNotType<SocketException>(cause.GetBaseException());
        Assert.Contains("finishConnect never returned true", cause.Message);
    }

    [Fact]
    public void Raising_only_the_maximum_frame_size_throws()
    {
        using var system = ActorSystem.Create("frames", """
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            akka.io.tcp.maximum-frame-size = 64k
            """);

        Assert.ThrowsAny<Exception>(() => system.Tcp());
    }
}
