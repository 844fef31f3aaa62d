using System.Net;
using Akka.TestKit.Xunit2;
using EchoActors.Server;
using Xunit;

namespace EchoActors.Tests.Server;

/// <summary>A line for every connection that ends, until there are too many.</summary>
public sealed class ConnectionLogTests : TestKit
{
    private readonly ConnectionTraffic _traffic = new(new IPEndPoint(IPAddress.Loopback, 4000), TimeProvider.System);
    private readonly ConnectionLog _log;
    private int _seconds;

    public ConnectionLogTests() => _log = new ConnectionLog(Log, () => _seconds++);

    [Fact]
    public void A_connection_that_ends_is_one_line() =>
        EventFilter.Info("connection from 127.0.0.1:4000 ended: PeerClosed, 0 bytes in, 0 bytes out, 0 ms")
            .ExpectOne(() => _log.Write(_traffic, ConnectionEnd.PeerClosed, TimeSpan.Zero));

    [Fact]
    public void What_is_above_a_hundred_in_a_second_is_counted()
    {
        EventFilter.Info(start: "connection from").Expect(ConnectionLog.LinesPerSecond, () =>
        {
            Write(ConnectionLog.LinesPerSecond, ConnectionEnd.PeerClosed);
            Write(2000, ConnectionEnd.PeerClosed);
            Write(5, ConnectionEnd.IdleTimeout);
        });
        EventFilter.Info("2005 more connections ended within a second: PeerClosed 2000, IdleTimeout 5").ExpectOne(_log.EndSecond);
        EventFilter.Info(start: "connection from").ExpectOne(() => Write(1, ConnectionEnd.PeerClosed));
        Assert.Equal(2, _seconds);
    }

    private void Write(int times, ConnectionEnd end)
    {
        for (var i = 0; i < times; i++)
        {
            _log.Write(_traffic, end, TimeSpan.Zero);
        }
    }
}
