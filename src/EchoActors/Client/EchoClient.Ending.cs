using Akka.Actor;
using Akka.Event;
using EchoActors.Filters.Tls;
using EchoActors.Transport;

namespace EchoActors.Client;

// How an exchange ends: the deadline of an answer, and what the owner is told.
public sealed partial class EchoClient
{
    // Silence counts from the first outstanding byte: idle time before it is not part of the wait.
    private void BeginWaiting()
    {
        if (_comparison.Outstanding == 0)
        {
            _answerDeadline?.NoteProgress();
        }
    }

    private void AwaitAnswer()
    {
        if (_options.AnswerTimeout is { } limit)
        {
            _answerDeadline ??= new LazyDeadline(AnswerCheck.Instance, limit, Timers, _time);
            _answerDeadline.Start();
        }
    }

    private void CheckAnswer()
    {
        if (_comparison.Outstanding == 0 && !_finishing)
        {
            _answerDeadline!.Stop();
        }
        else if (_answerDeadline!.HasExpired())
        {
            End(EchoEnd.AnswerTimedOut, Late(_options.AnswerTimeout!.Value));
        }
    }

    private void EndEarly()
    {
        if (WasReset())
        {
            EndByReset();
            return;
        }

        End(EchoEnd.ClosedEarly, _comparison.Sent == 0 ? $"{_target} closed before anything was sent." : $"{_target} closed after {Progress()}.");
    }

    // A write that is under way takes the error of a reset, and the read after it sees an end of the stream: Akka.IO may tell either
    // first. The end of a stream counts as a byte that has arrived.
    private bool WasReset() => TcpInfo.TryRead(_socket) is { } info && info.BytesReceived == _comparison.Echoed;

    private void EndByReset() => End(EchoEnd.Reset, $"{_target} reset the connection after {Progress()} were echoed.");

    private void EndByFault(EchoFault fault, ReadOnlySpan<byte> received)
    {
        var message = fault.Offset > 0 ? $"{_target}: {fault}."
            : _target.Scheme == EndpointScheme.Tcp && TlsHandshake.IsAlert(received)
                ? $"{_target} speaks TLS: it answered with an alert; write tls://{_target}."
            : $"{_target} is not an echo server: it said \"{PrintableBytes.Format(received)}\"; {fault}.";
        End(fault.Sent is null ? EchoEnd.Surplus : EchoEnd.Mismatch, message);
    }

    private void End(EchoEnd end, string message)
    {
        _log.Debug("close: {End}", end);
        _owner.Tell(new Ended(new EchoOutcome(end, message, _comparison.Sent, _comparison.Echoed, !_connection.IsNobody())));
        Context.Stop(Self);
    }

    private string Late(TimeSpan limit) => _comparison.Echoed == 0
        ? $"no answer from {_target} in {Quantity.Format(limit)}."
        : $"no further answer from {_target} in {Quantity.Format(limit)}, after {Progress()}.";

    private string Progress() => $"{_comparison.Echoed:N0} of {_comparison.Sent:N0} bytes";
}
