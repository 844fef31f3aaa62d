using Akka.Actor;

namespace EchoActors.Mesh.Paths;

/// <summary>
/// Decides when news is published or shown, so that news of the same moment goes out together. Each publication goes to all
/// nodes and costs each of them a row as long as their number: in a large mesh, paths that time out on a busy machine would
/// make it busier.
/// </summary>
internal sealed class Pacing(ITimerScheduler timers, TimeSpan interval)
{
    /// <summary>The delay of news that a person waits for.</summary>
    public static readonly TimeSpan Prompt = TimeSpan.FromMilliseconds(20);

    /// <summary>The delay of good news. While a mesh starts, paths come up one after the other.</summary>
    public static readonly TimeSpan Relaxed = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan ForEachPath = TimeSpan.FromMilliseconds(0.4);

    /// <summary>
    /// Sends <paramref name="due"/> to the actor after at least <paramref name="delay"/>, later in a large mesh, and within
    /// half an interval: a cut must be shown within two intervals. Does nothing if that is scheduled already.
    /// </summary>
    public void Schedule(object due, TimeSpan delay, int nodes)
    {
        var key = (due, delay);
        if (!timers.IsTimerActive(key))
        {
            var shared = Math.Min((ForEachPath * nodes * nodes).Ticks, (interval / 2).Ticks);
            timers.StartSingleTimer(key, due, TimeSpan.FromTicks(Math.Max(shared, delay.Ticks)));
        }
    }
}
