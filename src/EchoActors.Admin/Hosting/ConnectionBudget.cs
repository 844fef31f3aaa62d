using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace EchoActors.Admin.Hosting;

/// <summary>
/// The sockets that the admin address holds, never more than <see cref="AdminOptions.MaxConnections"/>. When all are taken,
/// a new socket displaces the one that has waited longest without a request, so that silent sockets can't keep a health
/// probe out. A socket whose request is being answered is never displaced.
/// </summary>
internal sealed class ConnectionBudget(AdminOptions options, ILogger<ConnectionBudget> log, TimeProvider time)
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly HashSet<AdmittedConnection> _open = [];
    private readonly LinkedList<AdmittedConnection> _waiting = []; // for a request; the longest wait first
    private long? _loggedAt;
    private int _notLogged;

    /// <summary>Admits a socket, or aborts it and returns <see langword="null"/> where every open one is being answered.</summary>
    public AdmittedConnection? Admit(ConnectionContext socket)
    {
        var connection = new AdmittedConnection(socket, this);
        AdmittedConnection? displaced = null;
        bool admitted;
        lock (_lock)
        {
            if (_open.Count == options.MaxConnections && _waiting.First is { } longest)
            {
                displaced = longest.Value;
                _open.Remove(displaced);
                _waiting.Remove(longest);
            }

            admitted = _open.Count < options.MaxConnections;
            if (admitted)
            {
                _open.Add(connection);
                _waiting.AddLast(connection.Waiting);
            }
        }

        var turnedAway = admitted ? displaced : connection;
        if (turnedAway is not null)
        {
            turnedAway.Abort(new ConnectionAbortedException("The admin address has too many connections."));
            LogTurnedAway();
        }

        return admitted ? connection : null;
    }

    public void BeginRequest(AdmittedConnection connection)
    {
        lock (_lock)
        {
            if (_open.Contains(connection))
            {
                _waiting.Remove(connection.Waiting);
            }
        }
    }

    public void EndRequest(AdmittedConnection connection)
    {
        lock (_lock)
        {
            if (_open.Contains(connection))
            {
                _waiting.AddLast(connection.Waiting);
            }
        }
    }

    public void Release(AdmittedConnection connection)
    {
        lock (_lock)
        {
            if (_open.Remove(connection) && connection.Waiting.List is not null)
            {
                _waiting.Remove(connection.Waiting);
            }
        }
    }

    // One line for each would let an attacker fill the log.
    private void LogTurnedAway()
    {
        int count;
        lock (_lock)
        {
            _notLogged++;
            if (_loggedAt is { } before && time.GetElapsedTime(before) < LogInterval)
            {
                return;
            }

            (count, _notLogged, _loggedAt) = (_notLogged, 0, time.GetTimestamp());
        }

        log.LogWarning(
            "the admin address closed {Count} connections unanswered: it holds {Max} at once ({Setting})",
            count,
            options.MaxConnections,
            $"{AdminOptions.ConfigPath}.max-connections");
    }
}
