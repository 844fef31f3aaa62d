using Akka.Configuration;
using Akka.Dispatch;

namespace EchoActors.Transport.Direct;

/// <summary>Runs actors on event loops.</summary>
internal sealed class LoopDispatcher : MessageDispatcher
{
    private readonly Func<EventLoop> _loop; // on which to run what is scheduled now

    public LoopDispatcher(MessageDispatcherConfigurator configurator, string id, Func<EventLoop> loop)
        : base(configurator)
    {
        _loop = loop;
        Id = id;
        Throughput = DefaultThroughput;
        ShutdownTimeout = TimeSpan.FromSeconds(1);
    }

    protected override void ExecuteTask(IRunnable run) => _loop().Execute(run);

    // The loops end with their transport.
    protected override void Shutdown()
    {
    }
}

/// <summary>Gives the one dispatcher of its loop.</summary>
internal sealed class LoopDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly LoopDispatcher _dispatcher;

    public LoopDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites, string id, Func<EventLoop> loop)
        : base(config, prerequisites) => _dispatcher = new LoopDispatcher(this, id, loop);

    public override MessageDispatcher Dispatcher() => _dispatcher;
}
