using EchoActors.Client;
using EchoActors.Transport;

namespace EchoActors.Probing.Check.Parts;

/// <summary><c>throughput</c>: one connection that is kept full in both directions for some seconds, every byte compared.</summary>
internal static class ThroughputPart
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken cancellationToken)
    {
        if (context.LargestEchoed is not null)
        {
            return [new Finding(PartNames.Throughput, CheckVerdict.Skip, "large packets do not get through: see sizes")];
        }

        var facts = await CheckContext.ConnectingAsync(
            () => StreamAsync(context, cancellationToken), stream => stream.Ended is not { Connected: false }).ConfigureAwait(false);
        context.Kernel.Add(facts.Kernel);
        return [ThroughputJudge.Judge(facts)];
    }

    private static async Task<ThroughputFacts> StreamAsync(CheckContext context, CancellationToken cancellationToken)
    {
        var duration = context.Options.Throughput;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var connected = new TaskCompletionSource<EchoClient.Connected>(TaskCreationOptions.RunContinuationsAsynchronously);
        var echoed = 0L;
        var lastEchoAt = context.Time.GetTimestamp();
        var transfer = new EchoTransfer(new RandomStream(), Stream.Null)
        {
            OnConnected = connection => connected.TrySetResult(connection),
            OnEchoed = data =>
            {
                Interlocked.Add(ref echoed, data.Count);
                Volatile.Write(ref lastEchoAt, context.Time.GetTimestamp());
            },
        };
        var exchange = context.Actors.EchoAsync(context.Route!, transfer, context.Client, stopping.Token);
        await Task.WhenAny(exchange, connected.Task).ConfigureAwait(false);
        await Task.WhenAny(exchange, Task.Delay(duration, context.Time, cancellationToken)).ConfigureAwait(false);
        var silence = context.Time.GetElapsedTime(Volatile.Read(ref lastEchoAt));
        var socket = connected.Task.IsCompletedSuccessfully ? connected.Task.Result.Socket : null;
        var facts = new ThroughputFacts(
            Interlocked.Read(ref echoed),
            duration,
            TcpInfo.TryRead(socket) is { } kernel && kernel.SinceLastReceived < silence ? kernel.SinceLastReceived : silence,
            TcpPathInfo.TryRead(socket),
            exchange.IsCompletedSuccessfully ? exchange.Result.Outcome : null);
        await stopping.CancelAsync().ConfigureAwait(false);
        await ((Task)exchange).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return facts;
    }
}
