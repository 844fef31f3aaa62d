using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using Akka.IO;
using EchoActors;
using EchoActors.Client;
using Microsoft.Extensions.Hosting;

namespace Samples;

/// <summary>Connects to an echo server, sends it a greeting, logs how it went, and ends the host.</summary>
internal sealed class Greeter : ReceiveActor
{
    public Greeter(IRequiredActor<EchoClientManager> clients, IHostApplicationLifetime host)
    {
        var log = Context.GetLogger();
        Receive<EchoClient.Connected>(_ =>
        {
            Sender.Tell(new EchoClient.Send(ByteString.FromString("helloworld")));
            Sender.Tell(EchoClient.FinishSending.Instance); // the server reads to the end and gives every byte back
        });
        Receive<EchoClient.Echoed>(echoed => log.Info("echoed: {0}", echoed.Data.ToString()));
        Receive<EchoClient.Ended>(ended =>
        {
            log.Info("ended: {0}", ended.Outcome.End);
            host.StopApplication();
        });
        clients.ActorRef.Tell(new EchoClientManager.Connect(new HostPort("127.0.0.1", 3000)));
    }
}
