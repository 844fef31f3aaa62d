using Akka.Actor;
using EchoActors.Client;

namespace EchoActors.Probing.Sessions;

/// <summary>
/// A connection to an echo server that its owner, an actor, opens again after it has ended: the current
/// <see cref="EchoClient"/>, a child of the owner, and the messages that are outstanding on it.
/// </summary>
/// <remarks>
/// The client tells the owner, and the owner's state decides what follows. The owner checks <see cref="IsCurrent"/> first,
/// because a client that was replaced still tells how it ended.
/// </remarks>
/// <param name="context">The owner's context.</param>
/// <param name="client">An <see cref="EchoClient"/> that tells the given owner.</param>
internal sealed class EchoSession(IActorContext context, Func<IActorRef, Props> client)
{
    private readonly Outstanding _outstanding = new();
    private IActorRef _client = ActorRefs.Nobody;

    /// <summary>Whether there is a client, connected or connecting.</summary>
    public bool IsOpen => !_client.IsNobody();

    /// <summary>How many messages were sent and are not yet echoed.</summary>
    public int OutstandingCount => _outstanding.Count;

    /// <summary>The bytes of those messages.</summary>
    public long OutstandingBytes => _outstanding.Bytes;

    /// <summary>When the first outstanding message was sent, a timestamp, or <see langword="null"/> if nothing is outstanding.</summary>
    public long? FirstSentAt => _outstanding.FirstSentAt;

    /// <summary>How many bytes of the first outstanding message are back.</summary>
    public int FirstEchoed => _outstanding.FirstEchoed;

    /// <summary>Makes a client, which connects. There must be none.</summary>
    public IActorRef Open() => _client = context.ActorOf(client(context.Self));

    /// <summary>Whether <paramref name="actor"/> is the current client.</summary>
    public bool IsCurrent(IActorRef actor) => actor.Equals(_client);

    /// <summary>Sends a message. While the client connects, the message waits in it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="dueAt">When it was due, a timestamp.</param>
    /// <param name="now">When it is sent, a timestamp.</param>
    public void Send(EchoClient.Send message, long dueAt, long now)
    {
        _outstanding.Add(dueAt, now, message.Data.Count);
        _client.Tell(message);
    }

    /// <summary>
    /// Takes from <paramref name="bytes"/>, which came back, those that complete the first outstanding message. If they do
    /// not complete it, takes them all and returns false.
    /// </summary>
    public bool TryComplete(ref int bytes, out Outstanding.Message message) => _outstanding.TryComplete(ref bytes, out message);

    /// <summary>
    /// Where one message is outstanding at a time: whether <paramref name="echoed"/> completes it. If it does not, its bytes are
    /// counted all the same.
    /// </summary>
    public bool TryComplete(EchoClient.Echoed echoed, out Outstanding.Message message)
    {
        var bytes = echoed.Data.Count;
        return _outstanding.TryComplete(ref bytes, out message);
    }

    /// <summary>Tells the client to end its stream after what was sent. It remains current until it tells that it has ended.</summary>
    public void FinishSending() => _client.Tell(EchoClient.FinishSending.Instance);

    /// <summary>
    /// Resets the connection and gives up what is outstanding. The client remains current until it tells that it has ended.
    /// </summary>
    public void Abort()
    {
        _client.Tell(EchoClient.Abort.Instance);
        _outstanding.Clear();
    }

    /// <summary>Closes the connection. The client remains current until it tells that it has ended.</summary>
    public void Close() => _client.Tell(EchoClient.Close.Instance);

    /// <summary>Gives up the client, which has ended or is ending: there is none now, and nothing is outstanding.</summary>
    public void Forget()
    {
        _client = ActorRefs.Nobody;
        _outstanding.Clear();
    }
}
