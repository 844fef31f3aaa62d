using System.Net;
using System.Net.Sockets;

namespace EchoActors.Admin.Tests;

/// <summary>
/// A relay in front of an echo server, on another loopback address with the same port: cut, it refuses and resets, and the
/// server behind it does not notice; stalled, it moves nothing, as a path to a hung server.
/// </summary>
internal sealed class CuttablePath : IAsyncDisposable
{
    public const string Host = "127.0.0.2";

    private readonly int _port;
    private readonly List<Task> _relays = [];
    private CancellationTokenSource _cut = new();
    private TcpListener? _listener;
    private volatile TaskCompletionSource _flowing = new();

    public CuttablePath(int port)
    {
        _port = port;
        Resume();
        Heal();
    }

    public void Heal()
    {
        _cut = new CancellationTokenSource();
        _listener = new TcpListener(IPAddress.Parse(Host), _port);
        _listener.Start();
        _relays.Add(AcceptAsync(_listener, _cut.Token));
    }

    public async Task CutAsync()
    {
        await _cut.CancelAsync();
        _listener!.Stop();
        await Task.WhenAll(_relays);
        _relays.Clear();
    }

    public void Stall() => _flowing = new TaskCompletionSource();

    public void Resume() => _flowing.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Resume();
        await CutAsync();
    }

    private async Task AcceptAsync(TcpListener listener, CancellationToken cut)
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptTcpClientAsync(cut);
                _relays.Add(RelayAsync(near, cut));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // cut
        }
    }

    private async Task RelayAsync(TcpClient near, CancellationToken cut)
    {
        using var far = new TcpClient { NoDelay = true };
        using var _ = near;
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _port, cut);
            await Task.WhenAny(
                CopyAsync(near.GetStream(), far.GetStream(), cut), CopyAsync(far.GetStream(), near.GetStream(), cut));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or InvalidOperationException)
        {
            // cut, or either end has gone, perhaps before its stream was asked for
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, CancellationToken cut)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer, cut) is > 0 and var read)
        {
            await _flowing.Task.WaitAsync(cut);
            await to.WriteAsync(buffer.AsMemory(0, read), cut);
        }
    }
}
