using EchoActors.Client;

namespace EchoActors.Probing.Reports;

/// <summary>The causes of errors as text for people and as keys of reports.</summary>
internal static class ErrorNames
{
    /// <summary>The cause as a person reads it.</summary>
    public static string Text(EchoEnd end) => end switch
    {
        EchoEnd.UnknownHost => "unknown host",
        EchoEnd.Refused => "refused",
        EchoEnd.Unreachable => "unreachable",
        EchoEnd.Exhausted => "no descriptor or port left",
        EchoEnd.ConnectTimedOut => "connect timed out",
        EchoEnd.AnswerTimedOut => "timed out",
        EchoEnd.Reset => "reset",
        EchoEnd.TlsFailed => "TLS failed",
        EchoEnd.Truncated => "cut off",
        EchoEnd.ClosedEarly => "closed early",
        EchoEnd.Mismatch => "mismatch",
        EchoEnd.Surplus => "sent more than it was sent",
        _ => end.ToString(),
    };

    /// <summary>The cause as a key: <c>closed_early</c>.</summary>
    public static string Key(EchoEnd end) => end switch
    {
        EchoEnd.Exhausted => "exhausted",
        EchoEnd.Surplus => "surplus",
        EchoEnd.TlsFailed => "tls_failed",
        EchoEnd.Truncated => "truncated",
        _ => Text(end).Replace(' ', '_'),
    };
}
