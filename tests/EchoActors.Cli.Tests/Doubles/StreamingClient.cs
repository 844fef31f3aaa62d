using System.Net.Sockets;
using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests.Doubles;

/// <summary>
/// Sends for ever and checks what comes back, byte by byte, until the server ends the stream; in its own colour of a
/// pattern, so that another client's bytes would be noticed.
/// </summary>
internal sealed class StreamingClient(Socket socket, int seed) : IDisposable
{
    private const int Period = 251;

    private readonly byte[] _pattern = [.. Enumerable.Range(0, Period * 1024).Select(i => (byte)((i + seed) % Period))];
    private readonly TaskCompletionSource _underway = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when some hundred kilobytes have come back.</summary>
    public Task Underway => _underway.Task;

    /// <summary>Streams until the server has ended the stream; returns how many bytes were right.</summary>
    public async Task<long> RunAsync()
    {
        using var ended = new CancellationTokenSource();
        var sending = SendAsync(ended.Token);
        try
        {
            return await CheckAsync();
        }
        catch (Exception e)
        {
            _underway.TrySetException(e);
            throw;
        }
        finally
        {
            await ended.CancelAsync();
            await sending;
        }
    }

    public void Dispose() => socket.Dispose();

    private async Task SendAsync(CancellationToken ended)
    {
        try
        {
            while (true)
            {
                // A send that is cancelled may have sent a part: it is the last, so nothing after it is out of step.
                for (var sent = 0; sent < _pattern.Length;)
                {
                    sent += await socket.SendAsync(_pattern.AsMemory(sent), ended);
                }
            }
        }
        catch (OperationCanceledException)
        {
            socket.Shutdown(SocketShutdown.Send);
        }
    }

    private async Task<long> CheckAsync()
    {
        var buffer = new byte[64 * 1024];
        long received = 0;
        int count;
        while ((count = await socket.ReceiveAsync(buffer.AsMemory()).AsTask().OrFail()) > 0)
        {
            var expected = _pattern.AsSpan((int)(received % Period), count);
            Assert.True(buffer.AsSpan(0, count).SequenceEqual(expected), $"bytes from {received:N0} differ");
            received += count;
            if (received > 200_000)
            {
                _underway.TrySetResult();
            }
        }

        return received;
    }
}
