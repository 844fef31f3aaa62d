using EchoActors.Probing.Check.Conversations;

namespace EchoActors.Probing.Check.Parts;

/// <summary>Silent connections, as they went.</summary>
/// <param name="Silent">How long each was silent, from short to long, and what became of it.</param>
/// <param name="Control">The connection that was never silent.</param>
/// <param name="Kept">The one with keepalive, silent for the longest time, or <see langword="null"/> if that is too short for it.</param>
/// <param name="KeepAlive">After how much silence a keepalive is sent.</param>
internal sealed record IdleFacts(
    IReadOnlyList<(TimeSpan Age, ConversationReport Report)> Silent, ConversationReport Control, ConversationReport? Kept, TimeSpan KeepAlive);
