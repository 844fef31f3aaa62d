using Akka.IO;

namespace EchoActors.Client;

/// <summary>The input of an exchange with an echo server, and the output for its echo.</summary>
/// <param name="Input">Read to its end and sent.</param>
/// <param name="Output">Receives exactly the bytes that came back and are right.</param>
public sealed record EchoTransfer(Stream Input, Stream Output)
{
    /// <summary>
    /// Called, one call at a time, when the kernel has accepted bytes. The call may come after <see cref="OnEchoed"/> for the same
    /// bytes: an echo can be back before the acknowledgement is handled.
    /// </summary>
    public Action<ByteString>? OnSent { get; init; }

    /// <summary>Called, one call at a time, when bytes came back as they were sent.</summary>
    public Action<ByteString>? OnEchoed { get; init; }

    /// <summary>Called once, when the connection is established.</summary>
    public Action<EchoClient.Connected>? OnConnected { get; init; }
}
