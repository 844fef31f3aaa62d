using Akka.Actor;
using Akka.Configuration;
using EchoActors.Dispatch;

namespace EchoActors.Probing.Tests.Doubles;

/// <summary>A silent actor system as the command line makes it.</summary>
internal sealed class MeasuringSystem : IAsyncDisposable
{
    public ActorSystem Actors { get; } = ActorSystem.Create("probing-tests", RunToCompletion.Config.WithFallback(
        ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }")));

    public async ValueTask DisposeAsync() => await Actors.Terminate();
}
