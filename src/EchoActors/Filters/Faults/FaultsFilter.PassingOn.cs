using Akka.IO;
using EchoActors.Server;

namespace EchoActors.Filters;

// How held writes are passed on: when, in which pieces, and how the echo is broken off.
internal sealed partial class FaultsFilter
{
    private const string ResetOnPurpose = "reset on purpose: the fault reset struck.";

    /// <summary>Passes on what is due, one piece at a time; sleeps until the next is.</summary>
    private void PassOn()
    {
        while (_underWay == 0 && !HasEnded)
        {
            if (_truncated)
            {
                SwallowHeld();
                return;
            }

            if (_plan?.Cut is { } cut && _echoed >= cut.Offset && _held.Count > 0)
            {
                BreakOff(cut.Kind);
                continue;
            }

            if (!_held.TryPeek(out var head))
            {
                PassOnClose();
                return;
            }

            if (Wait(head) is { } wait && wait > TimeSpan.Zero)
            {
                Sleep(wait);
                return;
            }

            if (head.Data.IsEmpty)
            {
                Written();
                continue;
            }

            var piece = head.Data.Slice(0, PieceLength(head));
            head.Skip(piece.Count);
            _underWay = piece.Count;
            Below.Tell(Tcp.Write.Create(piece, PieceWritten.Instance), this);
        }
    }

    private TimeSpan? Wait(HeldEcho head)
    {
        if (_plan is null)
        {
            return null;
        }

        if (_plan.Stall is { } stall && !_stalled && _echoed >= stall.Offset)
        {
            _stalled = true;
            _counts.Add(FaultKind.Stall);
            _pausedUntil = Now + stall.Duration;
        }

        return (head.Due > _pausedUntil ? head.Due : _pausedUntil) - Now;
    }

    private int PieceLength(HeldEcho head)
    {
        long length = head.Data.Count;
        if (_plan is null)
        {
            return (int)length;
        }

        length = Math.Min(length, head.IsSliced ? _plan.NextSlice() : length);
        length = _plan.Cut is { } cut ? Math.Min(length, cut.Offset - _echoed) : length;
        length = _plan.Stall is { } stall && !_stalled ? Math.Min(length, stall.Offset - _echoed) : length;
        if (_plan.BytesPerSecond is { } rate)
        {
            length = Math.Min(length, Math.Max(1, rate / 50)); // so that the rate is even
            _pausedUntil = (_pausedUntil > Now ? _pausedUntil : Now) + TimeSpan.FromSeconds((double)length / rate);
        }

        return (int)length;
    }

    // The head is done when all of it is written, or none of it is to be.
    private void Written()
    {
        if (!_held.TryPeek(out var head) || !head.Data.IsEmpty)
        {
            return;
        }

        _held.Dequeue();
        if (head.IsReset)
        {
            Reset();
        }
        else
        {
            head.Acknowledge(this);
        }
    }

    private void BreakOff(FaultKind kind)
    {
        _counts.Add(kind);
        if (kind == FaultKind.Reset)
        {
            Reset();
        }
        else
        {
            _truncated = true;
            Below.Tell(Tcp.ConfirmedClose.Instance, this);
        }
    }

    private void Reset()
    {
        LetGo();
        Below.Tell(Tcp.Abort.Instance, this);
        Facts.Failure = (ConnectionEnd.InjectedFault, ResetOnPurpose);
        End(new Tcp.ErrorClosed(ResetOnPurpose));
    }

    private void SwallowHeld()
    {
        while (_held.TryDequeue(out var held))
        {
            held.Acknowledge(this);
        }
    }

    private void PassOnClose()
    {
        if (_close is null)
        {
            return;
        }

        if (_plan?.NeverCloses == true)
        {
            if (!_keptOpen)
            {
                _keptOpen = true;
                _counts.Add(FaultKind.NoClose);
            }

            Sleep(LongestSleep);
            return;
        }

        Below.Tell(_close, this);
        _close = null;
    }

    private void Sleep(TimeSpan time) => _timer ??= Schedule(time < LongestSleep ? time : LongestSleep, Wake.Instance);
}
