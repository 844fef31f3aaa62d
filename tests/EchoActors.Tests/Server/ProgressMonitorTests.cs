using System.Net;
using System.Net.Sockets;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using EchoActors.Server;
using EchoActors.Tests.Doubles;
using EchoActors.Transport;
using Xunit;

namespace EchoActors.Tests.Server;

/// <summary>Who is blamed for standing still, by a clock that a test moves and, where it matters, a real socket.</summary>
public sealed class ProgressMonitorTests : TestKit
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Send = TimeSpan.FromSeconds(16);

    private readonly ManualClock _clock = new();
    private readonly ConnectionTraffic _traffic;
    private readonly ProgressMonitor _monitor;
    private readonly TestProbe _handler;

    public ProgressMonitorTests()
    {
        _handler = CreateTestProbe("handler");
        _traffic = new ConnectionTraffic(new IPEndPoint(IPAddress.Loopback, 1), _clock);
        _monitor = new ProgressMonitor(Idle, Send, _clock);
    }

    [Fact]
    public void It_looks_eight_times_in_the_shorter_timeout() => Assert.Equal(Idle / 8, _monitor.Interval);

    [Fact]
    public void A_silent_client_is_idle_after_the_idle_timeout()
    {
        _monitor.Add(_handler, _traffic, socket: null);

        Watch(Idle - _monitor.Interval);
        _handler.ExpectNoMsg(TimeSpan.Zero);
        Watch(_monitor.Interval);

        _handler.ExpectMsg<EchoConnection.IdleTimedOut>();
    }

    [Fact]
    public void A_client_that_sends_or_takes_something_now_and_then_is_never_blamed()
    {
        _monitor.Add(_handler, _traffic, socket: null);
        for (var i = 0; i < 10; i++)
        {
            _traffic.AddReceived(2);
            Watch(Idle / 2);
            _traffic.AddSent(1);
            Watch(Idle / 2);
        }

        _handler.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void A_client_that_takes_nothing_of_what_is_outstanding_is_late_after_the_send_timeout_though_it_sends()
    {
        _monitor.Add(_handler, _traffic, socket: null);
        _traffic.AddReceived(1);
        Watch(_monitor.Interval);
        _traffic.AddReceived(1);
        Watch(Send / 2);
        _traffic.AddReceived(1);
        Watch(Send / 2);

        _handler.FishForMessage(message => message is EchoConnection.SendTimedOut);
    }

    [Fact]
    public void A_client_that_has_left_is_not_blamed()
    {
        _monitor.Add(_handler, _traffic, socket: null);
        _monitor.Remove(_traffic);

        Watch(2 * Send);

        _handler.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Time_in_which_nobody_looked_does_not_count()
    {
        _monitor.Add(_handler, _traffic, socket: null);
        Watch(Idle / 2);

        _clock.Advance(TimeSpan.FromHours(1)); // SIGSTOP, a suspended machine
        _monitor.Look();
        _handler.ExpectNoMsg(TimeSpan.Zero);
        Watch(Idle / 2);

        _handler.ExpectMsg<EchoConnection.IdleTimedOut>();
    }

    [SkippableFact]
    public async Task Bytes_that_the_kernel_holds_are_outstanding_until_the_peer_acknowledges_them()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux tells what a peer has acknowledged.");
        using var pair = new SocketPair(receiveBuffer: 4096);
        _monitor.Add(_handler, _traffic, pair.Accepted.SafeHandle);
        var echo = new byte[64 * 1024];
        await pair.Accepted.SendAsync(echo); // the kernel takes it all, and the peer reads nothing
        _traffic.AddReceived(echo.Length);
        _traffic.AddSent(echo.Length);

        Watch(Send + _monitor.Interval);

        _handler.FishForMessage(message => message is EchoConnection.SendTimedOut);
    }

    [SkippableFact]
    public async Task A_slow_reader_makes_progress_while_no_write_call_returns()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux tells what a peer has acknowledged.");
        using var pair = new SocketPair(receiveBuffer: 4096);
        _monitor.Add(_handler, _traffic, pair.Accepted.SafeHandle);
        pair.Accepted.Blocking = false;
        int sent;
        do
        {
            sent = pair.Accepted.Send(new byte[64 * 1024], SocketFlags.None, out _);
            _traffic.AddReceived(64 * 1024);
            _traffic.AddSent(sent);
        }
        while (sent > 0);

        for (var i = 0; i < 4; i++)
        {
            var before = TcpInfo.TryRead(pair.Accepted)!.Value.BytesAcknowledged;
            await Deadline.UntilAsync(() =>
            {
                pair.Connected.Receive(new byte[4096]);
                return TcpInfo.TryRead(pair.Accepted)!.Value.BytesAcknowledged > before;
            });
            Watch(Send / 2);
        }

        _handler.ExpectNoMsg(TimeSpan.Zero);
    }

    [SkippableFact]
    public async Task Bytes_that_have_arrived_and_were_not_read_are_a_sign_of_life()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux tells what has arrived.");
        using var pair = new SocketPair(receiveBuffer: 4096);
        _monitor.Add(_handler, _traffic, pair.Accepted.SafeHandle);
        Watch(Idle - _monitor.Interval);

        await pair.Connected.SendAsync("unread"u8.ToArray());
        await Deadline.UntilAsync(() => TcpInfo.TryRead(pair.Accepted)!.Value.BytesReceived > 0);
        Watch(Idle - _monitor.Interval);

        _handler.ExpectNoMsg(TimeSpan.Zero);
    }

    // Time passes as it does for a server whose timer fires in time.
    private void Watch(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= _monitor.Interval)
        {
            _clock.Advance(left < _monitor.Interval ? left : _monitor.Interval);
            _monitor.Look();
        }
    }
}
