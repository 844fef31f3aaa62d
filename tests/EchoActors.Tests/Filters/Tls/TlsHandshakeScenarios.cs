using Akka.Actor;
using Akka.IO;
using EchoActors.Filters;
using EchoActors.Server;
using EchoActors.Tests.Doubles;
using EchoActors.Tests.Shared;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace EchoActors.Tests.Filters.Tls;

/// <summary>How a handshake ends that does not succeed: one refusal, and nothing reaches the handler.</summary>
public sealed class TlsHandshakeScenarios : TlsScenario
{
    [Property(MaxTest = 40)]
    public void A_peer_that_leaves_anywhere_in_its_handshake_is_refused_once(bool isServer, bool inLastFlight, bool resets, PositiveInt missing)
    {
        Begin(isServer);
        if (isServer && inLastFlight)
        {
            Give();
        }

        Give(OtherEnd.OutputCount - 1 - (missing.Get % OtherEnd.OutputCount));
        Event(resets ? PeerReset : Tcp.PeerClosed.Instance);
        TakeFromFilter();

        ExpectRefusal(RefusalReason.PeerLeft, resets
            ? "the connection broke before it was ready: Connection reset by peer."
            : $"the {(isServer ? "client" : "server")} left in the TLS handshake.");
        Assert.Equal(resets ? Tcp.Abort.Instance : Tcp.ConfirmedClose.Instance, Assert.Single(Told));
    }

    [Theory]
    [InlineData(true, 48, "the client ended the TLS handshake with the alert unknown_ca.")]
    [InlineData(false, 40, "the server ended the TLS handshake with the alert handshake_failure.")]
    [InlineData(false, 112, "the server ended the TLS handshake with the alert unrecognized_name.")]
    [InlineData(false, 199, "the server ended the TLS handshake with the alert 199.")]
    public void An_alert_is_told_by_its_name(bool isServer, byte alert, string message)
    {
        Begin(isServer);
        if (isServer)
        {
            Give();
        }

        Receive([21, 3, 3, 0, 2, 2, alert]); // RFC 8446, section 6: a fatal alert

        ExpectRefusal(RefusalReason.TlsAlert, message);
    }

    [Fact]
    public void A_warning_of_a_server_is_not_taken_for_an_echo()
    {
        Begin(isServer: false);

        Receive([21, 3, 3, 0, 2, 1, 112]); // RFC 6066, section 3: unrecognized_name as a warning
        Pump();

        Handler.ExpectMsg<Tcp.Connected>();
    }

    [Fact]
    public void A_refusal_is_written_before_the_end_and_a_client_that_stays_is_reset_after_a_second()
    {
        Begin(isServer: true);

        Receive([22, 3, 1, 0, 45, 1, 0, 0, 41, 3, 1, .. new byte[32], 0, 0, 2, 0, 0x2f, 1, 0]); // RFC 2246: a ClientHello of TLS 1.0

        Assert.Equal([21, 3, 1, 0, 2, 2, 70], Connection.ExpectMsg<Tcp.Write>().Data.ToArray()); // protocol_version
        Connection.ExpectMsg<Tcp.ConfirmedClose>();
        Connection.ExpectMsg<Tcp.ResumeReading>();
        ExpectRefusal(RefusalReason.NothingInCommon, "the client has no TLS version in common with this end, which has 1.2 and 1.3.");
        this.Advance(TimeSpan.FromSeconds(1));
        Connection.ExpectMsg<Tcp.Abort>(Deadline.Limit);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_handshake_that_takes_too_long_is_reset(bool isServer)
    {
        Begin(isServer);

        Filter.Tell(TcpFilter.Overdue.Instance);
        TakeFromFilter();

        ExpectRefusal(RefusalReason.HandshakeTimeout, "the TLS handshake was not finished within the handshake timeout.");
        Assert.Equal(Tcp.Abort.Instance, Assert.Single(Told));
    }

    private void ExpectRefusal(RefusalReason reason, string message)
    {
        var refused = Handler.ExpectMsg<FilteredListener.Refused>();
        Assert.Equal((reason, message), (refused.Reason, refused.Message));
        Handler.ExpectNoMsg(TimeSpan.Zero);
    }
}
