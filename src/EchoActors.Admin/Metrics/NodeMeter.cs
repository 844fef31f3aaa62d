using System.Diagnostics.Metrics;

namespace EchoActors.Admin.Metrics;

/// <summary>How promptly the nodes' actor systems handle a message, and what waits in their dispatchers.</summary>
internal sealed class NodeMeter : IDisposable
{
    public const string Name = "EchoActors.Admin";

    private readonly Meter _meter = new(Name);
    private readonly Histogram<double> _delay;

    public NodeMeter()
    {
        // Akka's default dispatcher and the run-to-completion executor's leftovers wait in the pool's queue.
        _meter.CreateObservableUpDownCounter(
            "echo.dispatcher.queue.length",
            () => ThreadPool.PendingWorkItemCount,
            "{work_item}",
            "What waits for a thread: mailboxes of the dispatchers, and the runtime's own work.");
        _delay = _meter.CreateHistogram(
            "echo.actor_system.message.duration",
            "s",
            "From asking an actor to its answer, once in every sample interval: the wait in the dispatcher.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [1e-5, 1e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
            });
    }

    public void Record(string node, TimeSpan delay) => _delay.Record(delay.TotalSeconds, new KeyValuePair<string, object?>("node", node));

    public void Dispose() => _meter.Dispose();
}
