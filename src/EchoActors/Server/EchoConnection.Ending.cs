using Akka.Actor;
using Akka.Event;
using Akka.IO;

namespace EchoActors.Server;

// How a connection ends: in order when the client has everything, with a reset at a deadline.
internal sealed partial class EchoConnection
{
    // Ends when all is acknowledged; until then waits in the given state, within the send timeout.
    private void Flush(UntypedReceive state, Action end)
    {
        if (_unacknowledged == 0)
        {
            end();
            return;
        }

        StartSendDeadline();
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

        if (_unacknowledged > 0)
        {
            StartSendDeadline();
        }

        var wait = quietFor < period ? period - quietFor : period / 10;
        Timers.StartSingleTimer(QuietCheck.Instance, QuietCheck.Instance, wait);
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

    private void StartSendDeadline()
    {
        _sendDeadline ??= new LazyDeadline(SendCheck.Instance, Options.SendTimeout, Timers, _shared.Time);
        _sendDeadline.Start();
    }

    private void CheckSend()
    {
        if (_unacknowledged == 0)
        {
            _sendDeadline!.Stop();
        }
        else if (_sendDeadline!.HasExpired())
        {
            Abort(ConnectionEnd.SendTimeout);
        }
    }

    private void CheckIdle()
    {
        if (_silence.HasUnreadBytes)
        {
            _idleDeadline!.NoteProgress();
        }

        if (_idleDeadline!.HasExpired())
        {
            _end = ConnectionEnd.IdleTimeout;
            Flush(Flushing, Close);
        }
    }
}
