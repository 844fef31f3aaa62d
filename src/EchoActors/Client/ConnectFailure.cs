using System.Net.Sockets;

namespace EchoActors.Client;

/// <summary>What the errors of connect(2) mean to a person.</summary>
internal static class ConnectFailure
{
    public static (EchoEnd End, string Message) Describe(HostPort target, SocketError error) => error switch
    {
        SocketError.ConnectionRefused =>
            (EchoEnd.Refused, $"{target} refused the connection: nothing listens there."),
        SocketError.TimedOut =>
            (EchoEnd.ConnectTimedOut, $"no answer from {target}: the system gave up connecting."),
        SocketError.ConnectionReset or SocketError.ConnectionAborted =>
            (EchoEnd.Reset, $"{target} reset the connection while it was being made."),
        SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown or SocketError.HostDown =>
            (EchoEnd.Unreachable, $"{target} is unreachable: there is no route to it."),
        SocketError.AccessDenied =>
            (EchoEnd.Unreachable, $"this system does not permit connecting to {target}."),
        SocketError.TooManyOpenSockets =>
            (EchoEnd.Exhausted, $"no descriptor is left to connect to {target}: raise the limit of open files (ulimit -n)."),
        SocketError.AddressNotAvailable =>
            (EchoEnd.Exhausted, $"no local port is left to connect to {target} (net.ipv4.ip_local_port_range)."),
        _ =>
            (EchoEnd.Unreachable, $"{target} can't be connected to: {new SocketException((int)error).Message}."),
    };
}
