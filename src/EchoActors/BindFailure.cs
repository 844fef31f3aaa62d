using System.Net.Sockets;

namespace EchoActors;

/// <summary>Why an address could not be bound, as the end of a sentence about it.</summary>
internal static class BindFailure
{
    /// <summary>The reason, or <see langword="null"/> where the error has no words of its own here.</summary>
    public static string? Reason(SocketError? error) => error switch
    {
        SocketError.AddressAlreadyInUse => "it is in use",
        SocketError.AddressNotAvailable => "it is not an address of this machine",
        SocketError.AccessDenied => "permission is denied",
        _ => null,
    };
}
