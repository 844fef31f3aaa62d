namespace EchoActors.Probing.Sessions;

/// <summary>The outstanding messages of one connection: sent, not yet echoed, in the order in which they must come back.</summary>
internal sealed class Outstanding
{
    /// <summary>An outstanding message: when it was due, when it was sent, how many bytes it has.</summary>
    public readonly record struct Message(long DueAt, long SentAt, int Size);

    private readonly Queue<Message> _messages = new(4);

    public int Count => _messages.Count;

    /// <summary>When the first message was sent, or <see langword="null"/> if there is none.</summary>
    public long? FirstSentAt => _messages.TryPeek(out var first) ? first.SentAt : null;

    /// <summary>How many bytes of the first message are back.</summary>
    public int FirstEchoed { get; private set; }

    /// <summary>The bytes of all outstanding messages, including those of the first that are already back.</summary>
    public long Bytes { get; private set; }

    public void Add(long dueAt, long sentAt, int size)
    {
        _messages.Enqueue(new Message(dueAt, sentAt, size));
        Bytes += size;
    }

    /// <summary>Takes from <paramref name="bytes"/> what completes the first message, or all of it.</summary>
    public bool TryComplete(ref int bytes, out Message message)
    {
        if (!_messages.TryPeek(out message) || FirstEchoed + bytes < message.Size)
        {
            FirstEchoed += _messages.Count > 0 ? bytes : 0;
            bytes = 0;
            return false;
        }

        bytes -= message.Size - FirstEchoed;
        FirstEchoed = 0;
        Bytes -= message.Size;
        _messages.Dequeue();
        return true;
    }

    public void Clear()
    {
        _messages.Clear();
        FirstEchoed = 0;
        Bytes = 0;
    }
}
