namespace EchoActors.Probing.Check.Conversations;

/// <summary>What one connection is used for: messages, each sent when the one before it is back.</summary>
internal sealed record ConversationPlan
{
    public required Endpoint Target { get; init; }

    /// <summary>The size of each message in bytes.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [];

    /// <summary>How long to wait for the connection, and for more of an echo.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>The source port, or 0 for any. Such a connection ends with a reset, so that another can have the port at once.</summary>
    public int SourcePort { get; init; }

    /// <summary>How long to be silent before each message after the first.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>How long to watch the connection, when all messages are back, for its end or for bytes that nobody asked for.</summary>
    public TimeSpan Watch { get; init; }

    /// <summary>After how much silence the kernel sends a keepalive probe (tcp(7)), or <see langword="null"/> for none.</summary>
    public TimeSpan? KeepAlive { get; init; }
}
