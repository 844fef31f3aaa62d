using System.Net;
using Akka.IO;
using EchoActors.Server;

namespace EchoActors.Filters.Tls;

/// <summary>What is known of one handshake while it is under way, to explain its failure.</summary>
/// <param name="peer">The address of the other end.</param>
internal sealed class TlsHandshake(EndPoint peer)
{
    // RFC 8446, sections 5.1 and 4: the type of a record, and of the first handshake message in it.
    private const byte AlertRecord = 21;
    private const byte HandshakeRecord = 22;
    private const byte ClientHello = 1;
    private const int RecordHeader = 5;

    /// <summary>The answer to a peer that does not speak TLS: the fatal alert unexpected_message (RFC 8446, section 6.2), not encrypted.</summary>
    public static readonly ByteString UnexpectedMessage = ByteString.FromBytes([AlertRecord, 3, 3, 0, 2, 2, (byte)TlsAlert.UnexpectedMessage]);

    private static readonly string[] HttpMethods = ["GET ", "HEAD ", "POST ", "PUT ", "DELETE ", "OPTIONS ", "CONNECT ", "PRI "];

    private readonly ResumptionWatch _resumption = new();
    private bool _hasStarted;

    /// <summary>The address of the other end.</summary>
    public EndPoint Peer => peer;

    /// <summary>Whether an earlier session is resumed; known when the handshake is done.</summary>
    public bool IsResumed => _resumption.IsResumed;

    /// <summary>Whether the peer has ended its TCP stream.</summary>
    public bool PeerHasLeft { get; set; }

    /// <summary>Why the peer's certificate was not accepted; null while it was.</summary>
    public (RefusalReason Reason, string Message)? Refusal { get; set; }

    /// <summary>Notes what the server has sent, at whichever end.</summary>
    public void NoteServerBytes(ByteString data) => _resumption.Add(data.ToReadOnlySpan());

    /// <summary>Whether what a peer said first is an alert that is not encrypted: of two bytes, in a record of its own.</summary>
    public static bool IsAlert(ReadOnlySpan<byte> first) => first is [AlertRecord, 3, _, 0, 2, 1 or 2, _, ..];

    /// <summary>What is wrong if the first bytes are not TLS, or null if they may be.</summary>
    public string? IsPlainText(ByteString data, bool isServer)
    {
        if (_hasStarted)
        {
            return null;
        }

        _hasStarted = true;
        var first = data.ToReadOnlySpan();
        if (first[0] != HandshakeRecord && (isServer || first[0] != AlertRecord))
        {
            var text = PrintableBytes.Format(first);
            return !isServer ? $"it does not speak TLS: it said \"{text}\"."
                : HttpMethods.Any(text.StartsWith) ? "this looks like HTTP, and the endpoint expects TLS."
                : $"this looks like plain text, and the endpoint expects TLS: it began with \"{text}\".";
        }

        return !isServer && first.Length > RecordHeader && first[0] == HandshakeRecord && first[RecordHeader] == ClientHello
            ? "it sent our own first bytes back: it is an echo server without TLS; leave out tls://."
            : null;
    }
}
