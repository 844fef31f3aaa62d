using EchoActors.Server;

namespace EchoActors.Filters;

/// <summary>A filter could not be made ready: the cause of a <c>Tcp.CommandFailed</c>. The message is one sentence.</summary>
internal sealed class FilterException(RefusalReason reason, string message) : Exception(message)
{
    /// <summary>The kind of the failure.</summary>
    public RefusalReason Reason => reason;
}
