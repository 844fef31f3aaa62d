using System.Runtime.ExceptionServices;
using EchoActors.Dispatch;

namespace EchoActors.Tests.Dispatch;

/// <summary>A thread that passes for one on which the runtime completes sockets.</summary>
internal static class SocketThread
{
    /// <summary>Runs <paramref name="arrival"/> on such a thread, to its end, and throws here what it throws there.</summary>
    public static void Run(Action arrival) => Run(InlineRun.SocketThreadName, arrival);

    /// <summary>Runs <paramref name="work"/> on a thread of that name.</summary>
    public static void Run(string name, Action work)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                work();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        })
        { Name = name, IsBackground = true };
        thread.Start();
        if (!thread.Join(TimeSpan.FromSeconds(10)))
        {
            throw new TimeoutException($"The thread '{name}' did not come back.");
        }

        failure?.Throw();
    }
}
