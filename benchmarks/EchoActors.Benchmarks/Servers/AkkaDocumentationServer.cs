using System.Net;
using Akka.Actor;
using Akka.Configuration;
using Akka.IO;

namespace EchoActors.Benchmarks.Servers;

/// <summary>The echo of the Akka.NET documentation's I/O page, on the reference configuration, without its log lines.</summary>
internal sealed class AkkaDocumentationServer : IEchoServer
{
    public async Task<int> Start()
    {
        var system = ActorSystem.Create("documentation", ConfigurationFactory.ParseString("akka.loglevel = OFF, akka.stdout-loglevel = OFF"));
        var bound = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        system.ActorOf(Props.Create(() => new EchoService(bound)), "echo");
        return await bound.Task;
    }

    private sealed class EchoService : ReceiveActor
    {
        public EchoService(TaskCompletionSource<int> bound)
        {
            Context.System.Tcp().Tell(new Tcp.Bind(Self, new IPEndPoint(IPAddress.Loopback, 0), backlog: 4096));
            Receive<Tcp.Bound>(message => bound.SetResult(((IPEndPoint)message.LocalAddress).Port));
            Receive<Tcp.CommandFailed>(failure => bound.SetException(new LoadException($"{failure.Cmd} failed.")));
            Receive<Tcp.Connected>(_ =>
            {
                var connection = Sender;
                var handler = Context.ActorOf(Props.Create(() => new EchoConnection(connection)));
                connection.Tell(new Tcp.Register(handler));
            });
        }
    }

    private sealed class EchoConnection : UntypedActor
    {
        private readonly IActorRef _connection;

        public EchoConnection(IActorRef connection)
        {
            _connection = connection;
            Context.Watch(connection);
        }

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Tcp.Received received:
                    _connection.Tell(Tcp.Write.Create(received.Data));
                    break;
                case Tcp.ConnectionClosed:
                case Terminated:
                    Context.Stop(Self);
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }
    }
}
