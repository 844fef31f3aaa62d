using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit;
using EchoActors.Client;
using EchoActors.Server;
using EchoActors.Tests.Doubles;
using EchoActors.Transport;
using Xunit;
using TestKit = Akka.TestKit.Xunit2.TestKit;

namespace EchoActors.Tests.Transport;

/// <summary>The direct transport where there are no event loops, as on every system but Linux.</summary>
public sealed class DirectFallbackTests() : TestKit("akka.loglevel = WARNING\nakka.stdout-loglevel = OFF\nechoactors.direct.loops = off")
{
    [Fact]
    public async Task Akka_IO_takes_its_place_and_the_log_says_so()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Warning));

        Assert.Equal(Sys.Tcp(EchoTransport.AkkaIo), Sys.Tcp(EchoTransport.Direct));

        var warning = await FishForMessageAsync<Warning>(_ => true, Deadline.Limit);
        Assert.Contains("Akka.IO takes its place", warning.Message.ToString());
    }

    [Fact]
    public async Task A_server_and_a_client_of_the_direct_transport_serve_on_it()
    {
        var server = Sys.ActorOf(EchoServer.Props(new EchoServerOptions { Listen = [new HostPort("127.0.0.1", 0)], Transport = EchoTransport.Direct }));
        var bound = await server.Ask<EchoServer.Bound>(EchoServer.GetBound.Instance, Deadline.Limit);

        var report = await Sys.EchoAsync(bound.Addresses[0], new byte[100_000], new EchoClientOptions { Transport = EchoTransport.Direct, Timeout = Deadline.Limit });

        Assert.Equal(EchoEnd.Identical, report.Outcome.End);
    }

    [Fact]
    public async Task A_Unix_socket_is_refused_with_the_reason()
    {
        var path = Path.Combine(Path.GetTempPath(), $"echoactors-{Guid.NewGuid():N}.sock");
        var server = Sys.ActorOf(EchoServer.Props(new EchoServerOptions { Listen = [new EchoListenerOptions(Endpoint.Unix(path))] }));

        var failed = await server.Ask<EchoServer.BindFailed>(EchoServer.GetBound.Instance, Deadline.Limit);

        Assert.Contains("Unix sockets need the event loops", failed.Message);
    }
}
