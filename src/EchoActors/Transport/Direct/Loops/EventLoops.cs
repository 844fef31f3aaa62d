using Akka.Actor;
using Akka.Configuration;

namespace EchoActors.Transport.Direct;

/// <summary>The event loops of an actor system.</summary>
/// <remarks>
/// Actors run on them by their dispatcher: one of <see cref="EventLoop.DispatcherId"/> stays on one loop, and one of
/// <see cref="AnyDispatcher"/> runs on the loop whose arrival has set it in motion. Such an actor must not block.
/// </remarks>
internal sealed class EventLoops : IDisposable
{
    /// <summary>The dispatcher of actors that run on whichever loop tells them something.</summary>
    public const string AnyDispatcher = "echoactors.direct.any-loop";

    /// <summary>The mailbox of actors that run on loops: small while it is empty.</summary>
    public const string Mailbox = "akka.actor.mailbox.echoactors-loop";

    private static readonly Config MailboxConfig = ConfigurationFactory.ParseString(
        $"{Mailbox}.mailbox-type = \"{typeof(Dispatch.RunToCompletionMailbox).AssemblyQualifiedName}\"");

    private int _next = -1;

    public EventLoops(ExtendedActorSystem system, int count, Action<EventLoop, Exception> failed)
    {
        All = [.. Enumerable.Range(0, count).Select(index => new EventLoop(index, failed))];
        system.Settings.InjectTopLevelFallback(MailboxConfig);
        Register(system, AnyDispatcher, () => Here() ?? All[0]);
        foreach (var loop in All)
        {
            Register(system, loop.DispatcherId, () => loop);
            loop.Start();
        }
    }

    /// <summary>The loops.</summary>
    public IReadOnlyList<EventLoop> All { get; }

    /// <summary>The loop whose thread this is, or else each in turn.</summary>
    public EventLoop Next() => Here() ?? All[(int)((uint)Interlocked.Increment(ref _next) % (uint)All.Count)];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var loop in All)
        {
            loop.Dispose();
        }
    }

    private EventLoop? Here() =>
        EventLoop.Current is { } here && here.Index < All.Count && ReferenceEquals(All[here.Index], here) ? here : null;

    private static void Register(ExtendedActorSystem system, string id, Func<EventLoop> loop)
    {
        var prerequisites = system.Dispatchers.Prerequisites;
        var config = ConfigurationFactory.ParseString($"id = \"{id}\"").WithFallback(system.Dispatchers.DefaultDispatcherConfig);
        system.Dispatchers.RegisterConfigurator(id, new LoopDispatcherConfigurator(config, prerequisites, id, loop));
    }
}
