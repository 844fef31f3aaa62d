using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.IO;

namespace EchoActors.Server;

// How a connection ends: in order when the client has everything, with a reset at a deadline.
internal sealed partial class EchoConnection
{
    // A transport reports an error only as text. These errors of tcp(7) mean that the peer no longer answers.
    private static readonly string[] PeerLostMessages =
    [
        .. new[] { SocketError.TimedOut, SocketError.HostUnreachable, SocketError.NetworkUnreachable }
            .Select(error => new SocketException((int)error).Message),
    ];

    private ConnectionEnd EndOf(Tcp.ErrorClosed error) => _traffic.Facts?.Failure?.End
        ?? (PeerLostMessages.Contains(error.Cause) ? ConnectionEnd.PeerLost : ConnectionEnd.PeerReset);

    // Ends when all is acknowledged; until then waits in the given state, within the send timeout.
    private void Flush(UntypedReceive state, Action end)
    {
        if (_unacknowledged == 0)
        {
            end();
            return;
        }

        Become(state);
    }

    private void Close()
    {
        Log.Debug("close: Tcp.Close of {Peer}", _traffic.Remote);
        _connection.Tell(Tcp.Close.Instance);
        Become(Closing);
    }

    // A stream that is ended while bytes are unread ends in order with echoes missing, which a client can't tell from a full echo.
    private void EndStreamWhenQuiet()
    {
        var period = Options.DrainQuietPeriod < Options.DrainTimeout / 2 ? Options.DrainQuietPeriod : Options.DrainTimeout / 2;
        var quietFor = _silence.Length(period);
        if (_unacknowledged == 0 && quietFor >= period)
        {
            FinishSending();
            return;
        }

        var wait = quietFor < period ? period - quietFor : period / 10;
        var self = Self;
        Context.System.Scheduler.Advanced.ScheduleOnce(wait, () => self.Tell(QuietCheck.Instance)); // timers of its own would cost each client 400 B
    }

    private void FinishSending()
    {
        _end = ConnectionEnd.Drained;
        Log.Debug("shutdown: Tcp.ConfirmedClose of {Peer}", _traffic.Remote);
        _connection.Tell(Tcp.ConfirmedClose.Instance);
        _connection.Tell(Tcp.ResumeReading.Instance);
        Become(AwaitingEndOfStream);
    }

    private void Abort(ConnectionEnd end)
    {
        _end = end;
        Log.Debug("close: Tcp.Abort of {Peer}", _traffic.Remote);
        _connection.Tell(Tcp.Abort.Instance);
        Become(Closing);
    }

    private void StopBecause(ConnectionEnd end)
    {
        _end = end;
        Context.Stop(Self);
    }
}
