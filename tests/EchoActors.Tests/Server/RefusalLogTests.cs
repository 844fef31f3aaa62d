using System.Net;
using EchoActors.Server;
using EchoActors.Tests.Doubles;
using Xunit;

namespace EchoActors.Tests.Server;

/// <summary>A line with the client's address for each kind of refusal, one a second.</summary>
public sealed class RefusalLogTests
{
    private static readonly IPEndPoint Client = IPEndPoint.Parse("192.0.2.1:4000");

    private readonly RecordingLog _lines = new();
    private readonly RefusalLog _log;
    private int _seconds;

    public RefusalLogTests() => _log = new RefusalLog(_lines, () => _seconds++);

    [Fact]
    public void Each_kind_has_one_line_a_second_and_more_of_it_are_counted()
    {
        for (var i = 0; i < 3; i++)
        {
            _log.Refused(Client, RefusalReason.NotTls, $"this looks like HTTP {i}.");
            _log.Ended(Client, ConnectionEnd.Truncated, "it was cut off.");
        }

        _log.Refused(Client, RefusalReason.TlsAlert, "it sent an alert.");
        _log.EndSecond();
        _log.Refused(Client, RefusalReason.NotTls, "this looks like HTTP again.");

        Assert.Equal(
            [
                "refused 192.0.2.1:4000: this looks like HTTP 0.",
                "ended 192.0.2.1:4000: it was cut off.",
                "refused 192.0.2.1:4000: it sent an alert.",
                "2 more connections ended within a second for the same reason: NotTls",
                "2 more connections ended within a second for the same reason: Truncated",
                "refused 192.0.2.1:4000: this looks like HTTP again.",
            ],
            _lines.Warnings);
        Assert.Equal(2, _seconds);
    }
}
