using System.Net.Sockets;

namespace EchoActors;

/// <summary>Why an address could not be bound, as the end of a sentence about it.</summary>
internal static class BindFailure
{
    /// <summary>The reason, or <see langword="null"/> where the error has no words of its own here.</summary>
    /// <param name="error">The error of bind(2).</param>
    /// <param name="host">The host of the address.</param>
    public static string? Reason(SocketError? error, string host) => error switch
    {
        SocketError.InvalidArgument when LinkLocal.LacksInterface(host) => LinkLocal.InterfaceNeeded,
        SocketError.AddressAlreadyInUse => "it is in use",
        SocketError.AddressNotAvailable => "it is not an address of this machine",
        SocketError.AccessDenied => "permission is denied",
        _ => null,
    };
}
