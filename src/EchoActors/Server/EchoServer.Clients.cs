using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using EchoActors.Filters;
using EchoActors.Transport;

namespace EchoActors.Server;

// Clients that come, are refused, and leave.
public sealed partial class EchoServer
{
    private void Admit(Tcp.Connected connected, IActorRef connection)
    {
        var facts = (connection as TcpFilter)?.Facts;
        var bottom = facts?.Connection ?? connection;
        var (remote, socket) = (connected.RemoteAddress, bottom.SocketHandle() ?? _sockets.Take(facts?.Ends ?? connected));
        var client = remote is IPEndPoint ip ? new IPEndPoint(HostPort.Unmapped(ip.Address), ip.Port) : OverUnixSocket;
        if (_admission.TryAdmit(client, out var reason) is not { } lease)
        {
            Refuse(remote, reason);
            connection.Tell(Tcp.Abort.Instance);
            return;
        }

        _log.Debug("accept: Tcp.Connected from {Peer}", remote);
        var traffic = new ConnectionTraffic(remote, _shared.Time, facts);
        if (lease is not Admission.HealthCheck)
        {
            _statistics.Add(traffic);
        }

        _progress.Add(Context.ActorOf(EchoConnection.Props(_shared, lease, connection, socket, traffic).Beside(bottom)), traffic, socket);
    }

    private void Refuse(EndPoint remote, RefusalReason reason)
    {
        _statistics.Refuse(reason);
        _log.Debug("accept, close: {Peer} is refused: {Reason}", remote, reason);
    }

    private void Release(EchoConnection.Ended ended)
    {
        var traffic = ended.Traffic;
        ended.Lease.Release();
        _progress.Remove(traffic);
        if (ended.Lease is Admission.HealthCheck)
        {
            return;
        }

        _statistics.Remove(traffic, ended.End);
        if (traffic.Facts?.Failure is { } failure)
        {
            _refusals.Ended(traffic.Remote, failure.End, failure.Message);
        }

        if (_options.LogConnections)
        {
            _connectionLog.Write(traffic, ended.End, _shared.Time.GetElapsedTime(traffic.StartedAt));
        }

        if (_phase == Phase.Draining)
        {
            _drained.Count(ended.End);
            UnbindWhenEmpty();
        }
    }

    private void StartLogSecond()
    {
        if (!Timers.IsTimerActive(LogSecond.Instance))
        {
            Timers.StartSingleTimer(LogSecond.Instance, LogSecond.Instance, TimeSpan.FromSeconds(1));
        }
    }
}
