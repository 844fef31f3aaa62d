using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;

namespace EchoActors.Mesh.Tests.Scenarios;

/// <summary>The lines that an actor system logs at level Info and above.</summary>
internal sealed class LogLines
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly SemaphoreSlim _more = new(0);

    public void Read(ActorSystem system) => system.ActorOf(Props.Create(() => new Reader(this)));

    /// <summary>The first line that contains <paramref name="text"/>, as soon as there is one.</summary>
    public async Task<string> LineWithAsync(string text)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            if (_lines.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }

            try
            {
                await _more.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"No line has '{text}':\n{this}");
            }
        }
    }

    public override string ToString() => string.Join('\n', _lines);

    private sealed class Reader(LogLines log) : UntypedActor
    {
        protected override void PreStart()
        {
            Context.System.EventStream.Subscribe(Self, typeof(Info));
            Context.System.EventStream.Subscribe(Self, typeof(Warning));
        }

        protected override void OnReceive(object message)
        {
            log._lines.Enqueue($"{((LogEvent)message).LogLevel()} {((LogEvent)message).Message}");
            log._more.Release();
        }
    }
}
