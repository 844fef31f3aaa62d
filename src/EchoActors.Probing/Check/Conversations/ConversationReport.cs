using EchoActors.Client;
using EchoActors.Transport;

namespace EchoActors.Probing.Check.Conversations;

/// <summary>One conversation as it went.</summary>
internal sealed record ConversationReport
{
    /// <summary>Both ends and the time to connect, or <see langword="null"/> if the connection was never established.</summary>
    public EchoClient.Connected? Connection { get; init; }

    /// <summary>The round trip of each message that came back whole and unchanged, in order.</summary>
    public IReadOnlyList<TimeSpan> RoundTrips { get; init; } = [];

    /// <summary>Why not all of it went as planned, or <see langword="null"/>.</summary>
    public EchoOutcome? Failure { get; init; }

    /// <summary>What the kernel knew about the connection at the end of the conversation; null where it was gone, or not on Linux.</summary>
    public TcpPathInfo? Kernel { get; init; }

    /// <summary>Whether it was silence that ended the conversation, although the connection was established.</summary>
    public bool IsSilent => Failure is { End: EchoEnd.AnswerTimedOut };
}
