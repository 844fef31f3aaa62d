using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace EchoActors.Dispatch;

/// <summary>
/// An unbounded queue of messages that marks its mailbox as one that never blocks. Any thread adds; the one that runs
/// the mailbox takes, in the order of adding.
/// </summary>
/// <remarks>
/// It is one small object while it is empty, as between two exchanges. With a thousand connections, the cost of a message is the
/// memory that it touches. The framework's concurrent queue keeps a ring of 32 messages for each mailbox.
/// </remarks>
internal sealed class RunToCompletionQueue : IMessageQueue, IUnboundedMessageQueueSemantics
{
    private Node? _added;
    private Node? _taken;

    /// <inheritdoc/>
    public bool HasMessages => Volatile.Read(ref _taken) is not null || Volatile.Read(ref _added) is not null;

    /// <inheritdoc/>
    public int Count => Length(Volatile.Read(ref _taken)) + Length(Volatile.Read(ref _added));

    /// <inheritdoc/>
    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        var node = Node.Of(envelope);
        Node? before;
        do
        {
            before = Volatile.Read(ref _added);
            node.Next = before;
        }
        while (Interlocked.CompareExchange(ref _added, node, before) != before);
    }

    /// <inheritdoc/>
    public bool TryDequeue(out Envelope envelope)
    {
        var node = _taken ?? TakeAdded();
        if (node is null)
        {
            envelope = default;
            return false;
        }

        envelope = node.Envelope;
        Volatile.Write(ref _taken, node.Next);
        node.Recycle();
        return true;
    }

    /// <inheritdoc/>
    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (TryDequeue(out var envelope))
        {
            deadletters.Enqueue(owner, envelope);
        }
    }

    // The list has the newest first: it is reversed.
    private Node? TakeAdded()
    {
        if (Volatile.Read(ref _added) is null)
        {
            return null;
        }

        var last = Interlocked.Exchange(ref _added, null);
        Node? first = null;
        while (last is not null)
        {
            (last.Next, first, last) = (first, last, last.Next);
        }

        return first;
    }

    private static int Length(Node? node)
    {
        var length = 0;
        for (; node is not null; node = node.Next)
        {
            length++;
        }

        return length;
    }

    // Used again: the thread of an event loop adds and takes two for each echo.
    private sealed class Node
    {
        private const int MostSpares = 64;

        [ThreadStatic]
        private static Node? _spare;

        [ThreadStatic]
        private static int _spares;

        public Node? Next;

        public Envelope Envelope { get; private set; }

        public static Node Of(Envelope envelope)
        {
            var node = _spare;
            if (node is null)
            {
                return new Node { Envelope = envelope };
            }

            _spare = node.Next;
            _spares--;
            node.Next = null;
            node.Envelope = envelope;
            return node;
        }

        public void Recycle()
        {
            Envelope = default;
            if (_spares < MostSpares)
            {
                Next = _spare;
                _spare = this;
                _spares++;
            }
        }
    }
}
