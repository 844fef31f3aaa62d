using System.Collections.Concurrent;
using System.Net;
using Akka.Actor;
using Akka.IO;

namespace EchoActors.Mesh.Tests.Scenarios;

/// <summary>
/// The <c>Tcp</c> manager with a wire cutter: nothing gets through to, or back from, an address that is cut, on
/// connections that stand and on new ones; others don't notice.
/// </summary>
internal sealed class CuttableTcp(ConcurrentDictionary<EndPoint, bool> cut) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        var asker = Sender;
        if (message is Tcp.Connect connect)
        {
            Context.ActorOf(Props.Create(() => new Wire(cut, connect, asker)));
        }
        else
        {
            Unhandled(message);
        }
    }

    private sealed class Wire(ConcurrentDictionary<EndPoint, bool> cut, Tcp.Connect connect, IActorRef asker) : UntypedActor
    {
        private IActorRef _client = asker;
        private IActorRef _connection = ActorRefs.Nobody;

        private bool IsCut => cut.ContainsKey(connect.RemoteAddress);

        protected override void PreStart()
        {
            Context.Watch(_client);
            Context.System.Tcp().Tell(connect);
        }

        protected override void PostStop() => _connection.Tell(Tcp.Abort.Instance);

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Terminated:
                    Context.Stop(Self);
                    break;
                case Tcp.Connected:
                    _connection = Sender;
                    Context.Watch(_connection);
                    Pass(_client, message);
                    break;
                case Tcp.Register register:
                    Context.Unwatch(_client);
                    _client = Context.Watch(register.Handler);
                    _connection.Tell(new Tcp.Register(Self, register.KeepOpenOnPeerClosed, register.UseResumeWriting));
                    break;
                case Tcp.Abort:
                    Context.Stop(Self);
                    break;
                case Tcp.Command:
                    Pass(_connection, message);
                    break;
                default:
                    Pass(_client, message);
                    break;
            }
        }

        private void Pass(IActorRef to, object message)
        {
            if (!IsCut)
            {
                to.Tell(message);
            }
        }
    }
}
