using System.Globalization;
using System.Runtime.CompilerServices;
using EchoActors.Client;

namespace EchoActors.Cli;

/// <summary>How far a stream has come, for a person who waits: a line on standard error, twice a second.</summary>
internal sealed class SendProgress : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    private readonly CancellationTokenSource _done = new();
    private readonly long _startedAt = TimeProvider.System.GetTimestamp();
    private readonly long? _total;
    private readonly Task _shown;
    private long _echoed;

    /// <summary>Shows the line until it is disposed.</summary>
    /// <param name="total">How many bytes there are, or <see langword="null"/> where that is not known.</param>
    public SendProgress(long? total)
    {
        _total = total;
        _shown = LiveLine.FollowAsync(CountsAsync(_done.Token), (echoed, _) => Line(echoed));
    }

    /// <summary>The same exchange, counted.</summary>
    public EchoTransfer Count(EchoTransfer transfer) =>
        transfer with { OnEchoed = data => Interlocked.Add(ref _echoed, data.Count) };

    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        await _shown;
        _done.Dispose();
    }

    private async IAsyncEnumerable<long> CountsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await WaitAsync(timer, cancellationToken))
        {
            yield return Interlocked.Read(ref _echoed);
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private string Line(long echoed)
    {
        var rate = echoed / TimeProvider.System.GetElapsedTime(_startedAt).TotalSeconds;
        var all = _total is { } bytes ? $" of {Megabytes(bytes)}" : "";
        var left = _total is { } whole && rate > 0 ? $", {(whole - echoed) / rate:0} s left" : "";
        return $"{Megabytes(echoed)}{all} echoed, {Megabytes(rate)}/s{left}";
    }

    private static string Megabytes(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:#,0.0} MB");
}
