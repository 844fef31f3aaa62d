using EchoActors.Client;
using EchoActors.Probing.Check.Conversations;

namespace EchoActors.Probing.Check.Parts;

/// <summary>The latest conversation from one source port.</summary>
internal sealed record Flow(int Port, ConversationReport Report)
{
    /// <summary>Whether this machine had no such port, or no descriptor, when it was to connect.</summary>
    public bool IsUntried => Report.Failure is { End: EchoEnd.Exhausted };

    /// <summary>The fastest of many messages shows the path; the others show how busy both ends are.</summary>
    public double Fastest => Report.RoundTrips.Min().TotalMilliseconds;
}
