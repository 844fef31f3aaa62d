// Packages: EchoActors, Akka.TestKit.Xunit2.
using Akka.IO;
using Akka.TestKit.Xunit2;
using EchoActors;
using EchoActors.Client;
using EchoActors.Server;
using Xunit;

namespace Samples;

/// <summary>An echo server and a client of it in one actor system, over a real socket; the test is the client's owner.</summary>
public sealed class EchoClientScenario : TestKit
{
    [Fact]
    public void The_server_gives_back_what_the_client_sends()
    {
        var server = Sys.ActorOf(EchoServer.Props(new EchoServerOptions { Listen = [new HostPort("127.0.0.1", 0)] }));
        server.Tell(EchoServer.GetBound.Instance, TestActor);
        var bound = ExpectMsg<EchoServer.Bound>(TimeSpan.FromSeconds(60));

        var client = Sys.ActorOf(EchoClient.Props(bound.Addresses[0], new EchoClientOptions(), TestActor));
        ExpectMsg<EchoClient.Connected>(TimeSpan.FromSeconds(60));
        client.Tell(new EchoClient.Send(ByteString.FromString("helloworld")), TestActor);
        client.Tell(EchoClient.FinishSending.Instance, TestActor);

        Assert.Equal("helloworld", ExpectMsg<EchoClient.Echoed>(TimeSpan.FromSeconds(60)).Data.ToString());
        Assert.True(ExpectMsg<EchoClient.Ended>(TimeSpan.FromSeconds(60)).Outcome.IsIdentical);
    }
}
