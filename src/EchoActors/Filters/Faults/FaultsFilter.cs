using Akka.Actor;
using Akka.IO;
using EchoActors.Server;

namespace EchoActors.Filters;

/// <summary>
/// Lets an echo misbehave on purpose. While no rules are in force it passes everything on; otherwise it holds the handler's
/// writes and passes them on one piece at a time, when and as the plan of the connection says.
/// </summary>
/// <remarks>
/// <code>
/// Echoing ──truncate──► Truncated: ends the stream and swallows what the client still sends
///    └── reset ──► Ended
/// </code>
/// A write is acknowledged when all of it has been written, so the handler's window bounds what is held. A close waits behind
/// what is held; an abort does not.
/// </remarks>
internal sealed partial class FaultsFilter : TcpFilter
{
    private sealed class PieceWritten : Tcp.Event
    {
        public static readonly PieceWritten Instance = new();
    }

    private sealed class Wake
    {
        public static readonly Wake Instance = new();
    }

    // A held connection looks this often whether its rules are still in force.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);

    private readonly FaultControl _control;
    private readonly FaultCounts _counts;
    private readonly Queue<HeldEcho> _held = [];
    private FaultControl.InForce? _inForce;
    private FaultPlan? _plan; // null while nothing is in force
    private ICancelable? _timer;
    private Tcp.CloseCommand? _close; // waits behind what is held
    private TimeSpan _lastDue; // chunks keep their order
    private TimeSpan _pausedUntil; // by a stall or a throttle
    private long _echoed; // bytes since the plan was made
    private int _underWay; // bytes of the piece that the connection below has not acknowledged
    private bool _stalled;
    private bool _truncated;
    private bool _keptOpen;
    private bool _connectionEnded; // while the handler has not closed

    public FaultsFilter(FilterPlace place, FaultControl control)
        : base(place)
    {
        _control = control;
        _counts = new FaultCounts(control.Counts);
        Facts.Faults = _counts;
    }

    private TimeSpan Now => _control.Now;

    private bool IsAtWork => _plan is not null || _held.Count > 0 || _underWay > 0 || _truncated;

    protected override void Prepare()
    {
        FollowRules();
        if (_plan?.Refuses == true)
        {
            _counts.Add(FaultKind.Refuse);
            Refuse(RefusalReason.InjectedFault, "refused on purpose: the fault refuse struck.");
        }
        else
        {
            Ready(Ends);
        }
    }

    protected override void HandleCommand(Tcp.Command command)
    {
        FollowRules();
        switch (command)
        {
            case Tcp.Abort:
                LetGo();
                base.HandleCommand(command);
                break;
            case Tcp.CloseCommand close when _connectionEnded:
                End(close.Event);
                break;
            case Tcp.Close when _truncated: // the client has not ended its side, and has got all that it gets
                Below.Tell(Tcp.Abort.Instance, this);
                break;
            case Tcp.CloseCommand close when IsAtWork:
                _close = close;
                HoldRepeat();
                PassOn();
                break;
            case Tcp.Write write when IsAtWork:
                Hold(write);
                PassOn();
                break;
            case Tcp.CompoundWrite writes when IsAtWork:
                foreach (var write in writes.OfType<Tcp.Write>())
                {
                    Hold(write);
                }

                PassOn();
                break;
            default:
                base.HandleCommand(command);
                break;
        }
    }

    protected override void HandleEvent(Tcp.Event message)
    {
        switch (message)
        {
            case PieceWritten:
                _echoed += _underWay;
                _underWay = 0;
                Written();
                PassOn();
                break;
            case Tcp.ConfirmedClosed when _truncated && _close is null: // the client ends its side after ours
                _connectionEnded = true;
                base.HandleEvent(Tcp.PeerClosed.Instance);
                break;
            case Tcp.ConnectionClosed and not Tcp.PeerClosed:
                LetGo();
                base.HandleEvent(message);
                break;
            default:
                base.HandleEvent(message);
                break;
        }
    }

    protected override void HandleOther(object message)
    {
        if (message is not Wake)
        {
            base.HandleOther(message);
        }
        else if (!HasEnded)
        {
            _timer = null;
            FollowRules();
            PassOn();
        }
    }

    // Rules that are no longer in force let go what they hold.
    private void FollowRules()
    {
        var current = _control.Current;
        if (ReferenceEquals(current, _inForce))
        {
            return;
        }

        _inForce = current;
        _plan = current?.NextPlan(_counts);
        (_echoed, _pausedUntil, _lastDue, _stalled) = (0, TimeSpan.Zero, TimeSpan.Zero, false);
        if (_plan?.BytesPerSecond is not null)
        {
            _counts.Add(FaultKind.Throttle);
        }
    }

    private void Hold(Tcp.Write write)
    {
        var isReset = false;
        var data = _plan is null ? write.Data : _plan.Chunks.Apply(write.Data, out isReset);
        var due = Now + (_plan?.NextDelay() ?? TimeSpan.Zero);
        _lastDue = due > _lastDue ? due : _lastDue;
        _held.Enqueue(new HeldEcho(data, _lastDue, _plan?.SlicesNext() == true, isReset, write.Ack, Sender));
    }

    // What a duplicated chunk still has to come when the stream ends in the middle of it.
    private void HoldRepeat()
    {
        if (_plan?.Chunks.Finish() is { IsEmpty: false } repeat)
        {
            _held.Enqueue(new HeldEcho(repeat, _lastDue, isSliced: false, isReset: false, ack: null, Sender));
        }
    }

    private void LetGo()
    {
        _timer?.Cancel();
        _held.Clear();
    }
}
