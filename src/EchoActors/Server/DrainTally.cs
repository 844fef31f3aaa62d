using Akka.Event;

namespace EchoActors.Server;

/// <summary>Counts how the clients of a drain ended, and logs its beginning and end.</summary>
internal sealed class DrainTally(ILoggingAdapter log)
{
    private int _completed;
    private int _aborted;

    public EchoServer.Drained Result => new(_completed, _aborted);

    public void Begin(int clients, TimeSpan timeout) => log.Info(
        clients == 1 ? "draining {Connections} connection within {Timeout}" : "draining {Connections} connections within {Timeout}",
        clients,
        Quantity.Format(timeout));

    public void Count(ConnectionEnd end)
    {
        var completed = end is ConnectionEnd.Drained or ConnectionEnd.PeerClosed or ConnectionEnd.PeerReset or ConnectionEnd.IdleTimeout;
        _completed += completed ? 1 : 0;
        _aborted += completed ? 0 : 1;
    }

    public void End() => log.Info(
        _completed == 1 ? "drained {Completed} connection, aborted {Aborted}" : "drained {Completed} connections, aborted {Aborted}",
        _completed,
        _aborted);
}
