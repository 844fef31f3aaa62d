using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace EchoActors.Filters.Tls;

/// <summary>
/// Tells by a server's first messages whether it resumes a session, which the runtime knows and does not say. They are not encrypted.
/// </summary>
/// <remarks>
/// In TLS 1.3 the ServerHello of a resumed session has the extension pre_shared_key (RFC 8446, section 4.2.11). In TLS 1.2 the server
/// sends no Certificate message after its ServerHello (RFC 5246, section 7.3; RFC 5077, section 3.1).
/// </remarks>
internal sealed class ResumptionWatch
{
    private const byte ChangeCipherSpecRecord = 20;
    private const byte HandshakeRecord = 22;
    private const byte ServerHello = 2;
    private const byte Certificate = 11;
    private const int RecordHeader = 5;
    private const int MessageHeader = 4;
    private const int ExtensionHeader = 4;
    private const int RandomOffset = 2;
    private const int RandomSize = 32;
    private const ushort PreSharedKey = 41;
    private const ushort SupportedVersions = 43;
    private const int MostBytes = 4 * 1024; // far more than the messages that decide

    // RFC 8446, section 4.1.3: the random of a ServerHello that is a HelloRetryRequest; the true one follows.
    private static ReadOnlySpan<byte> RetryRandom =>
    [
        0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
        0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
    ];

    private readonly List<byte> _records = []; // as far as they have come
    private bool _isOver;

    /// <summary>Whether the session is resumed; false while that is not known.</summary>
    public bool IsResumed { get; private set; }

    /// <summary>Adds bytes of the server's stream, cut anywhere.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_isOver)
        {
            return;
        }

        _records.AddRange(bytes);
        var answer = Decide(CollectionsMarshal.AsSpan(_records));
        IsResumed = answer ?? false;
        _isOver = answer is not null || _records.Count > MostBytes;
    }

    // Null as long as it can't be told.
    private static bool? Decide(ReadOnlySpan<byte> records)
    {
        var messages = new List<byte>();
        var isEncrypting = false; // of TLS 1.2: what follows is encrypted
        while (records.Length > RecordHeader)
        {
            var size = BinaryPrimitives.ReadUInt16BigEndian(records[3..]);
            var body = records.Slice(RecordHeader, Math.Min(size, records.Length - RecordHeader));
            if (records[0] == HandshakeRecord && !isEncrypting)
            {
                messages.AddRange(body);
            }

            isEncrypting |= records[0] == ChangeCipherSpecRecord && messages.Count > 0 && !IsRetry(CollectionsMarshal.AsSpan(messages));
            records = records[(RecordHeader + body.Length)..];
        }

        return Decide(CollectionsMarshal.AsSpan(messages), isEncrypting);
    }

    private static bool? Decide(ReadOnlySpan<byte> messages, bool isEncrypting)
    {
        var isTls12 = false;
        while (messages.Length >= MessageHeader)
        {
            var size = (messages[1] << 16) | BinaryPrimitives.ReadUInt16BigEndian(messages[2..]);
            if (isTls12)
            {
                return messages[0] != Certificate;
            }

            if (messages[0] != ServerHello || messages.Length < MessageHeader + size)
            {
                return null;
            }

            var hello = messages.Slice(MessageHeader, size);
            if (!IsRetry(messages))
            {
                if (HasExtension(hello, SupportedVersions))
                {
                    return HasExtension(hello, PreSharedKey);
                }

                isTls12 = true;
            }

            messages = messages[(MessageHeader + size)..];
        }

        return isTls12 && isEncrypting ? true : null;
    }

    private static bool IsRetry(ReadOnlySpan<byte> message) =>
        message.Length >= MessageHeader + RandomOffset + RandomSize
        && message.Slice(MessageHeader + RandomOffset, RandomSize).SequenceEqual(RetryRandom);

    // RFC 8446, section 4.1.3: version, random, session id, cipher suite, compression method, extensions.
    private static bool HasExtension(ReadOnlySpan<byte> hello, ushort wanted)
    {
        var sessionId = Skip(hello, RandomOffset + RandomSize);
        var extensions = sessionId.IsEmpty ? default : Skip(sessionId, 1 + sessionId[0] + 3 + 2);
        while (extensions.Length >= ExtensionHeader)
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(extensions) == wanted)
            {
                return true;
            }

            extensions = Skip(extensions, ExtensionHeader + BinaryPrimitives.ReadUInt16BigEndian(extensions[2..]));
        }

        return false;
    }

    // A message that is shorter than it says has no more: the handshake fails on it.
    private static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> bytes, int count) => bytes.Length > count ? bytes[count..] : default;
}
