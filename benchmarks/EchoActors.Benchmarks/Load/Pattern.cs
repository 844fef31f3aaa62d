namespace EchoActors.Benchmarks.Load;

/// <summary>
/// The bytes that are sent: one stream of noise that repeats after a prime number of bytes and that each connection
/// starts at a place of its own, so that bytes lost, repeated, reordered or given to the wrong connection are noticed.
/// </summary>
internal static class Pattern
{
    /// <summary>The most bytes that one send or one comparison may span.</summary>
    internal const int MaximumSpan = 64 * 1024;

    private const int Period = 65_521;
    private const int Stride = 7_919;
    private static readonly byte[] Noise = Make();

    /// <summary>Bytes of the stream of <paramref name="connection"/> from <paramref name="position"/> on.</summary>
    internal static ReadOnlySpan<byte> At(int connection, long position, int length) =>
        Noise.AsSpan((int)((((long)connection * Stride) + position) % Period), length);

    internal static void Verify(int connection, long position, ReadOnlySpan<byte> arrived)
    {
        var expected = At(connection, position, arrived.Length);
        if (!expected.SequenceEqual(arrived))
        {
            var at = expected.CommonPrefixLength(arrived);
            throw new LoadException(
                $"Byte {position + at:N0} of connection {connection} came back as 0x{arrived[at]:X2} where 0x{expected[at]:X2} was sent.");
        }
    }

    private static byte[] Make()
    {
        var noise = GC.AllocateUninitializedArray<byte>(Period + MaximumSpan, pinned: true);
        new Random(1).NextBytes(noise.AsSpan(0, Period));
        for (var at = Period; at < noise.Length; at++)
        {
            noise[at] = noise[at - Period];
        }

        return noise;
    }
}
