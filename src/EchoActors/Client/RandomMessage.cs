namespace EchoActors.Client;

/// <summary>Makes messages of random bytes.</summary>
internal static class RandomMessage
{
    /// <summary>
    /// Random bytes. The first is none of ASCII and begins no record of TLS, so that the greeting of another service differs from
    /// an echo at its first byte.
    /// </summary>
    /// <param name="size">At least 1.</param>
    /// <param name="random">Where the bytes come from.</param>
    public static byte[] Create(int size, Random random)
    {
        var message = new byte[size];
        random.NextBytes(message);
        message[0] |= 0x80;
        return message;
    }
}
