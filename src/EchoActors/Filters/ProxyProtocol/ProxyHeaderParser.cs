namespace EchoActors.Filters;

/// <summary>
/// Reads the header that a proxy puts before a stream, as proxy-protocol.txt of HAProxy specifies it. It is given all bytes that
/// have arrived so far, and keeps nothing.
/// </summary>
internal static class ProxyHeaderParser
{
    /// <summary>The first byte decides which version a header may be; any other byte begins payload.</summary>
    public static ProxyHeaderParse Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return ProxyHeaderParse.Incomplete;
        }

        return bytes[0] == ProxyHeaderV1.Signature[0] ? Parse(bytes, ProxyHeaderV1.Signature, ProxyHeaderV1.Parse)
            : bytes[0] == ProxyHeaderV2.Signature[0] ? Parse(bytes, ProxyHeaderV2.Signature, ProxyHeaderV2.Parse)
            : ProxyHeaderParse.Absent;
    }

    private delegate ProxyHeaderParse VersionParser(ReadOnlySpan<byte> bytes);

    private static ProxyHeaderParse Parse(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature, VersionParser parse) =>
        bytes.StartsWith(signature) ? parse(bytes)
        : signature.StartsWith(bytes) ? ProxyHeaderParse.Incomplete
        : ProxyHeaderParse.Absent;
}
