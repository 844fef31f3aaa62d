using System.Net;
using Akka.Event;

namespace EchoActors.Server;

/// <summary>
/// Logs why filters refused or ended connections, with the clients' addresses: one line a second for each kind; those above it
/// are counted in one line.
/// </summary>
/// <param name="log">The log of the server.</param>
/// <param name="startSecond">Called at the first line; a second later <see cref="EndSecond"/> is due.</param>
internal sealed class RefusalLog(ILoggingAdapter log, Action startSecond)
{
    private readonly SortedDictionary<string, int> _more = [];

    /// <summary>A client was refused.</summary>
    public void Refused(EndPoint peer, RefusalReason reason, string message) => Write("refused", peer, reason.ToString(), message);

    /// <summary>An established connection was ended.</summary>
    public void Ended(EndPoint peer, ConnectionEnd end, string message) => Write("ended", peer, end.ToString(), message);

    /// <summary>Writes how many had no line of their own, and begins to write lines again.</summary>
    public void EndSecond()
    {
        foreach (var (kind, more) in _more.Where(each => each.Value > 0))
        {
            log.Warning("{Count} more connections ended within a second for the same reason: {Reason}", more, kind);
        }

        _more.Clear();
    }

    private void Write(string what, EndPoint peer, string kind, string message)
    {
        if (_more.Count == 0)
        {
            startSecond();
        }

        if (_more.TryGetValue(kind, out var more))
        {
            _more[kind] = more + 1;
            return;
        }

        _more[kind] = 0;
        log.Warning("{What} {Peer}: {Reason}", what, Endpoint.From(peer), message);
    }
}
