using System.Net;
using System.Net.Sockets;

namespace EchoActors.Server;

// What a listener is told, what it tells, and what it says of a bind that failed.
internal sealed partial class EchoListener
{
    /// <summary>The address is bound, for the first time or again.</summary>
    public sealed record Listening(Endpoint Address);

    /// <summary>The address could not be bound; this actor has stopped.</summary>
    public sealed record Failed(Endpoint Address, string Message);

    /// <summary>The transport's listener died, and its connections with it; the address will be bound again.</summary>
    public sealed record Lost(Endpoint Address);

    /// <summary>Stop accepting. The transport resets the listener's connections, so there should be none.</summary>
    public sealed class Unbind
    {
        public static readonly Unbind Instance = new();
    }

    private sealed record Resolved(IPAddress Address);

    private sealed record ResolveFailed(Exception Cause);

    private sealed class BindAgain
    {
        public static readonly BindAgain Instance = new();
    }

    private string Describe(Exception? cause) => (cause as SocketException)?.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse =>
            $"can't listen on {_address}: the address is already in use; stop what listens there or choose another port.",
        SocketError.AddressNotAvailable =>
            $"can't listen on {_address}: {_address.Host} is not an address of this machine.",
        SocketError.AccessDenied when _address.Scheme != EndpointScheme.Unix =>
            $"can't listen on {_address}: the system does not permit it: ports below 1024 need a privilege (CAP_NET_BIND_SERVICE).",
        SocketError.InvalidArgument when LinkLocal.LacksInterface(_address.Host) =>
            $"can't listen on {_address}: {LinkLocal.InterfaceNeeded}.",
        _ => $"can't listen on {_address}: {cause?.Message ?? "the reason is unknown"}.",
    };
}
