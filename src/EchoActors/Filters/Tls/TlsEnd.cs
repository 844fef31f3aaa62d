using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using System.Text.RegularExpressions;
using EchoActors.Configuration;
using EchoActors.Server;

namespace EchoActors.Filters.Tls;

/// <summary>One end of TLS connections: how it makes a handshake, and what its errors mean to a person.</summary>
internal abstract partial class TlsEnd
{
    // RFC 8446, section 6: the reasons of OpenSSL for an alert that was received are 1000 and its number.
    private const int AlertReceived = 1000;

    /// <summary>An end of the TCP stream without close_notify.</summary>
    public static readonly TlsFailure Truncated = new(
        ConnectionEnd.Truncated, "the TLS stream was cut off: it ended without close_notify, so bytes may be missing.");

    /// <summary>
    /// An end of the TCP stream right after the handshake. In TLS 1.3 an end learns only then that the other refuses its
    /// certificate, and the runtime sends no alert about that on Linux.
    /// </summary>
    public TlsFailure LeftAtOnce =>
        NotAccepted(IsServer ? "left right after the TLS handshake" : "cut the TLS stream off right after the handshake");

    /// <summary>A reset right after the handshake: the other end has left with tickets of this one unread.</summary>
    public TlsFailure ResetAtOnce => NotAccepted("reset the connection right after the TLS handshake");

    protected const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Whether it is the server's end.</summary>
    public abstract bool IsServer { get; }

    /// <summary>Makes the handshake.</summary>
    public abstract Task AuthenticateAsync(SslStream stream, TlsHandshake handshake);

    /// <summary>Application protocols, or null for none.</summary>
    /// <exception cref="SettingsException">One can't be a name (RFC 7301, section 3.1).</exception>
    public static List<SslApplicationProtocol>? Protocols(IReadOnlyList<string> names)
    {
        if (names.FirstOrDefault(name => Encoding.UTF8.GetByteCount(name) is 0 or > byte.MaxValue) is { } wrong)
        {
            throw new SettingsException($"'{wrong}' is no application protocol (alpn): a name has 1 to 255 bytes, for example echo.");
        }

        return names.Count > 0 ? [.. names.Select(name => new SslApplicationProtocol(name))] : null;
    }

    /// <summary>Why a handshake failed.</summary>
    public (RefusalReason Reason, string Message) Explain(Exception cause, TlsHandshake handshake)
    {
        if (handshake.Refusal is { } refusal)
        {
            return refusal;
        }

        var code = OpenSslReason(cause);
        return code switch
        {
            >= AlertReceived and < AlertReceived + 256 =>
                (RefusalReason.TlsAlert, $"the {Peer} ended the TLS handshake with the alert {AlertName(code.Value - AlertReceived)}."),
            191 or 258 or 332 or 396 => // no protocols available, unsupported protocol, unsupported version, version too low
                (RefusalReason.NothingInCommon, $"the {Peer} has no TLS version in common with this end, which has 1.2 and 1.3."),
            193 => (RefusalReason.NothingInCommon, $"the {Peer} has no cipher in common with this end."),
            235 => (RefusalReason.NothingInCommon, $"the {Peer} has no application protocol (ALPN) in common with this end."),
            199 => (RefusalReason.NoClientCertificate, "the client sent no certificate, and this endpoint requires one."),
            _ when handshake.PeerHasLeft => (RefusalReason.PeerLeft, $"the {Peer} left in the TLS handshake."),
            _ => (RefusalReason.TlsFailed, $"the TLS handshake failed: {Innermost(cause)}."),
        };
    }

    /// <summary>Why an established stream broke.</summary>
    public TlsFailure ExplainBreak(Exception cause, bool hasReadEnd, bool hasReceived)
    {
        var code = OpenSslReason(cause);
        return code is >= AlertReceived and < AlertReceived + 256
            ? new(ConnectionEnd.TlsFailed, $"the {Peer} ended the TLS stream with the alert {AlertName(code.Value - AlertReceived)}.")
            : hasReadEnd ? hasReceived ? Truncated : LeftAtOnce
            : new(ConnectionEnd.TlsFailed, $"the TLS stream broke: {Innermost(cause)}.");
    }

    private string Peer => IsServer ? "client" : "server";

    private TlsFailure NotAccepted(string whatItDid) => new(ConnectionEnd.TlsFailed, $"the {Peer} {whatItDid}: it may {(IsServer
        ? "not accept the server's certificate"
        : "require a client certificate, or not accept the one it got")}.");

    // The runtime gives OpenSSL's error only in its text: error:0A00045C:SSL routines::…; the low 23 bits are the reason.
    private static int? OpenSslReason(Exception cause)
    {
        for (var each = cause; each is not null; each = each.InnerException)
        {
            if (OpenSslError().Match(each.Message) is { Success: true } match)
            {
                return int.Parse(match.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 0x7fffff;
            }
        }

        return null;
    }

    private static string Innermost(Exception cause) => cause.GetBaseException().Message.TrimEnd('.');

    private static string AlertName(int alert) => Enum.IsDefined((TlsAlert)alert)
        ? Words().Replace(((TlsAlert)alert).ToString(), "_$1").ToLowerInvariant()
        : alert.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("error:([0-9A-F]{8}):", RegexOptions.IgnoreCase)]
    private static partial Regex OpenSslError();

    [GeneratedRegex("(?<!^)([A-Z])")]
    private static partial Regex Words();
}
