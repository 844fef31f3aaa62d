using Akka.Actor;
using Akka.Event;
using Akka.Remote;

namespace EchoActors.Mesh.Membership;

/// <summary>
/// Watches the connections of remoting. While this node asks seeds to be let in, it logs why a seed does not answer;
/// afterwards it logs nodes whose certificate is refused. Akka itself retries either without an end and without a word.
/// </summary>
/// <remarks>
/// <code>
/// Idle ──Ask──► Asking ──Joined──► Idle
/// </code>
/// </remarks>
internal sealed class AssociationWatch : UntypedActor, IWithTimers
{
    /// <summary>This node asks these seeds to be let in.</summary>
    public sealed record Ask(IReadOnlyList<Address> Seeds);

    /// <summary>This node has become a member.</summary>
    public sealed class Joined
    {
        public static readonly Joined Instance = new();
    }

    /// <summary>Why a seed does not let this node in; told to the parent when it changes.</summary>
    public sealed record Refused(HostPort Seed, string Reason);

    private sealed class AnswersDue
    {
        public static readonly AnswersDue Instance = new();
    }

    private enum Contact
    {
        None,

        // Remoting is connected, and the seed was asked to identify itself.
        Connected,

        // It had time to do so, and did not.
        Silent,

        Answered,
    }

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<Address, Contact> _contacts = [];
    private readonly Dictionary<Address, string> _failures = [];
    private readonly Dictionary<Address, string> _told = [];

    private AssociationWatch()
    {
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props() => ActorProps.Create(() => new AssociationWatch());

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(AssociatedEvent));
        Context.System.EventStream.Subscribe(Self, typeof(AssociationErrorEvent));
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    protected override void OnReceive(object message) => Idle(message);

    private void Idle(object message)
    {
        switch (message)
        {
            case Ask ask:
                foreach (var seed in ask.Seeds)
                {
                    _contacts[seed] = Contact.None;
                }

                Timers.StartPeriodicTimer(AnswersDue.Instance, AnswersDue.Instance, AnswerTimeout);
                Become(Asking);
                break;
            case AssociatedEvent associated:
                _told.Remove(associated.RemoteAddress);
                break;
            case AssociationErrorEvent { IsInbound: false } failed when AssociationFailure.IsTls(failed.Cause):
                Tell(failed.RemoteAddress, AssociationFailure.Describe(failed.Cause));
                break;
            case AssociationErrorEvent:
            case ActorIdentity: // of a seed that answered after this node had joined
            case AnswersDue:
            case Joined:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Asking(object message)
    {
        switch (message)
        {
            case AssociatedEvent associated when _contacts.ContainsKey(associated.RemoteAddress):
                _failures.Remove(associated.RemoteAddress);
                _contacts[associated.RemoteAddress] = Contact.Connected;
                Identify(associated.RemoteAddress);
                break;
            case AssociationErrorEvent failed when _contacts.ContainsKey(failed.RemoteAddress):
                _contacts[failed.RemoteAddress] = Contact.None;
                _failures[failed.RemoteAddress] = AssociationFailure.Describe(failed.Cause);
                break;
            case ActorIdentity { MessageId: Address seed }:
                _contacts[seed] = Contact.Answered;
                break;
            case AnswersDue:
                foreach (var (seed, contact) in _contacts.ToList())
                {
                    Judge(seed, contact);
                }

                break;
            case Joined:
                Timers.Cancel(AnswersDue.Instance);
                _told.Clear();
                Become(Idle);
                break;
            case AssociatedEvent:
            case AssociationErrorEvent:
                break;
            default:
                Idle(message);
                break;
        }
    }

    // An actor system answers only to the address that it was started with. It drops, without an answer, what is sent to it
    // by another name.
    private void Identify(Address seed) =>
        Context.System.ActorSelection(new RootActorPath(seed) / "user").Tell(new Identify(seed));

    private void Judge(Address seed, Contact contact)
    {
        if (contact == Contact.Connected)
        {
            _contacts[seed] = Contact.Silent;
        }
        else
        {
            Tell(seed, ReasonOf(seed, contact));
        }
    }

    private string ReasonOf(Address seed, Contact contact) => contact switch
    {
        Contact.Answered => "it has not joined a mesh itself",
        Contact.Silent => "it does not answer to that name: a seed is the --public-host, or else --cluster, address of a node, not that of its echo server",
        _ => _failures.GetValueOrDefault(seed) ?? "it does not answer",
    };

    private void Tell(Address node, string reason)
    {
        if (_told.GetValueOrDefault(node) == reason)
        {
            return;
        }

        _told[node] = reason;
        if (_contacts.ContainsKey(node))
        {
            _log.Warning("not let in by seed {Seed}: {Reason}; it is asked again", node.ToHostPort(), reason);
            Context.Parent.Tell(new Refused(node.ToHostPort(), reason));
        }
        else
        {
            _log.Warning("no connection to {Node}: {Reason}", node.ToHostPort(), reason);
        }
    }
}
