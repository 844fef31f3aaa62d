using System.Net.Sockets;
using EchoActors.Cli.Tests.Processes;

namespace EchoActors.Cli.Tests.Doubles;

/// <summary>
/// Sends until it is told to finish and checks what comes back, byte by byte, until the server ends the stream; in its own
/// colour of a pattern, so that another client's bytes would be noticed.
/// </summary>
internal sealed class StreamingClient(Socket socket, int seed) : IDisposable
{
    private const int Period = 251;

    private readonly byte[] _pattern = [.. Enumerable.Range(0, Period * 1024).Select(i => (byte)((i + seed) % Period))];
    private volatile bool _finished;
    private readonly TaskCompletionSource _underway = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when some hundred kilobytes have come back.</summary>
    public Task Underway => _underway.Task;

    /// <summary>How many bytes were sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Streams until the server has ended the stream; returns how many bytes were right.</summary>
    public async Task<long> RunAsync()
    {
        var sending = SendAsync();
        try
        {
            var received = await CheckAsync();
            await sending;
            return received;
        }
        catch (Exception e)
        {
            _underway.TrySetException(e);
            throw;
        }
    }

    /// <summary>Ends its stream after what is being sent.</summary>
    public void Finish() => _finished = true;

    public void Dispose() => socket.Dispose();

    private async Task SendAsync()
    {
        while (!_finished)
        {
            for (var sent = 0; sent < _pattern.Length;)
            {
                sent += await socket.SendAsync(_pattern.AsMemory(sent));
            }

            Sent += _pattern.Length;
        }

        socket.Shutdown(SocketShutdown.Send);
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
