using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace EchoActors.Client;

/// <summary>The errors of connect(2) as sentences for a person.</summary>
internal static class ConnectFailure
{
    /// <param name="target">The server.</param>
    /// <param name="family">The address family of the attempt.</param>
    /// <param name="error">The error of connect(2).</param>
    /// <param name="hasAddress">Whether this machine has an address of a family.</param>
    public static (EchoEnd End, string Message) Describe(
        Endpoint target, AddressFamily family, SocketError error, Func<AddressFamily, bool>? hasAddress = null) => error switch
        {
            SocketError.AddressNotAvailable when family == AddressFamily.Unix => // ENOENT
                (EchoEnd.Refused, $"{target} does not exist: no server has made this socket."),
            SocketError.ConnectionRefused when family == AddressFamily.Unix =>
                (EchoEnd.Refused, $"{target} refused the connection: nothing listens there."),
            SocketError.ConnectionRefused =>
                (EchoEnd.Refused, $"{target} refused the connection: nothing listens there, or a firewall rejects it."),
            SocketError.TimedOut =>
                (EchoEnd.ConnectTimedOut, $"no answer from {target}: the system gave up connecting."),
            SocketError.ConnectionReset or SocketError.ConnectionAborted =>
                (EchoEnd.Reset, $"{target} reset the connection while it was being made."),
            SocketError.NetworkUnreachable or SocketError.NetworkDown =>
                (EchoEnd.Unreachable, $"{target} is unreachable: there is no route to it."),
            SocketError.HostUnreachable or SocketError.HostDown => // ip(7): also for an ICMP error, and where ARP has no answer
                (EchoEnd.Unreachable, $"{target} is unreachable: no host answers at this address, or a router rejects it."),
            SocketError.AccessDenied =>
                (EchoEnd.Unreachable, $"this system does not permit connecting to {target}."),
            SocketError.TooManyOpenSockets =>
                (EchoEnd.Exhausted, $"no descriptor is left to connect to {target}: raise the limit of open files (ulimit -n)."),
            SocketError.InvalidArgument when LinkLocal.LacksInterface(target.Host) =>
                (EchoEnd.Unreachable, $"{target} can't be connected to: {LinkLocal.InterfaceNeeded}."),
            SocketError.AddressAlreadyInUse =>
                (EchoEnd.Exhausted, $"the source port to connect to {target} from is in use."),
            SocketError.AddressFamilyNotSupported =>
                (EchoEnd.Unreachable, NoAddress(target, family)),
            SocketError.AddressNotAvailable when !(hasAddress ?? HasAddress)(family) =>
                (EchoEnd.Unreachable, NoAddress(target, family)),
            SocketError.AddressNotAvailable =>
                (EchoEnd.Exhausted, $"no local port is left to connect to {target} (net.ipv4.ip_local_port_range)."),
            _ =>
                (EchoEnd.Unreachable, $"{target} can't be connected to: {new SocketException((int)error).Message}."),
        };

    private static string NoAddress(Endpoint target, AddressFamily family) =>
        $"{target} can't be connected to: this machine has no {(family == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4")} address.";

    // connect(2) gives EADDRNOTAVAIL for two causes: no port is left, or no address of the family exists.
    private static bool HasAddress(AddressFamily family) => NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(each => each.GetIPProperties().UnicastAddresses)
        .Any(each => each.Address.AddressFamily == family);
}
