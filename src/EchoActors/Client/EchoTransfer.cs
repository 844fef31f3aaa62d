using Akka.IO;

namespace EchoActors.Client;

/// <summary>What goes through an echo server, and where what comes back goes.</summary>
/// <param name="Input">Read to its end and sent.</param>
/// <param name="Output">Is written exactly the bytes that came back and are right.</param>
public sealed record EchoTransfer(Stream Input, Stream Output)
{
    /// <summary>
    /// Is called, one call at a time, when the kernel has bytes. The call may come after <see cref="OnEchoed"/> for the same
    /// bytes: an echo can be back before the acknowledgement is handled.
    /// </summary>
    public Action<ByteString>? OnSent { get; init; }

    /// <summary>Is called, one call at a time, when bytes came back as they were sent.</summary>
    public Action<ByteString>? OnEchoed { get; init; }

    /// <summary>Is called once, when the connection is established.</summary>
    public Action<EchoClient.Connected>? OnConnected { get; init; }
}
