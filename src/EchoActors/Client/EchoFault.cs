namespace EchoActors.Client;

/// <summary>The first byte of a stream that is not an echo of what was sent.</summary>
/// <param name="Offset">Its place in the stream, from 0.</param>
/// <param name="Sent">The byte sent at that place, or <see langword="null"/> if none was.</param>
/// <param name="Got">The byte that came back.</param>
internal readonly record struct EchoFault(long Offset, byte? Sent, byte Got)
{
    /// <summary>The fault in one message.</summary>
    public override string ToString() => Sent is { } sent
        ? $"byte {Offset:N0} differs: sent 0x{sent:X2}, got 0x{Got:X2}"
        : $"the server sent more than it was sent: byte {Offset:N0} is 0x{Got:X2}, and only {Offset:N0} bytes were sent";
}
