namespace EchoActors.Probing.Load;

/// <summary>The messages of one connection that are under way, in the order in which they must come back.</summary>
internal sealed class Outstanding
{
    /// <summary>A message under way: when it was due, when it was sent, how long it is.</summary>
    public readonly record struct Message(long DueAt, long SentAt, int Size);

    private readonly Queue<Message> _messages = new(4);
    private int _headEchoed;

    public int Count => _messages.Count;

    /// <summary>The bytes of all messages under way, those counted that already came back of the first.</summary>
    public long Bytes { get; private set; }

    public void Add(long dueAt, long sentAt, int size)
    {
        _messages.Enqueue(new Message(dueAt, sentAt, size));
        Bytes += size;
    }

    /// <summary>Takes from <paramref name="bytes"/> what completes the first message, or all of it.</summary>
    public bool TryComplete(ref int bytes, out Message message)
    {
        if (!_messages.TryPeek(out message) || _headEchoed + bytes < message.Size)
        {
            _headEchoed += _messages.Count > 0 ? bytes : 0;
            bytes = 0;
            return false;
        }

        bytes -= message.Size - _headEchoed;
        _headEchoed = 0;
        Bytes -= message.Size;
        _messages.Dequeue();
        return true;
    }

    public void Clear()
    {
        _messages.Clear();
        _headEchoed = 0;
        Bytes = 0;
    }
}
