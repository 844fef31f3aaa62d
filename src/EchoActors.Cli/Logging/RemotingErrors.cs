using System.Text.RegularExpressions;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace EchoActors.Cli;

/// <summary>
/// Logs peers that do not speak remoting's protocol, or that send what is for another node, as one line for each kind of fault
/// and host in a minute, without a stack. Akka logs each of their connections with its stack: 40,000 of them write 25 MB.
/// </summary>
/// <param name="inner">Where the log goes.</param>
/// <param name="time">Measures the minute.</param>
internal sealed partial class RemotingErrors(ILogEventSink inner, TimeProvider time) : ILogEventSink, IDisposable
{
    // A peer may come from as many addresses as it likes: beyond so many hosts they count together.
    private const int MostHosts = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private static readonly MessageTemplate Line = new MessageTemplateParser().Parse(
        "remoting: {Peer} does not speak its protocol and is disconnected: {Fault}; {Suppressed} more of these in the minute before");

    // From a peer that knows this node by another name, or back from an echo server that was given as a seed.
    private static readonly MessageTemplate MisaddressedLine = new MessageTemplateParser().Parse(
        "remoting: a message for {Peer}, which is not the address of this node, is dropped; {Suppressed} more of these in the minute before");

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Kind, string Host), (long Since, int Suppressed)> _seen = [];

    public void Emit(LogEvent logEvent)
    {
        if (!IsFaultOfPeer(logEvent))
        {
            inner.Emit(logEvent);
            return;
        }

        var kind = logEvent.Exception?.GetType().Name ?? logEvent.MessageTemplate.Text;
        var peer = PeerOf(logEvent);
        if (Admit(kind, Port().Replace(peer, "")) is { } suppressed)
        {
            inner.Emit(new LogEvent(
                logEvent.Timestamp,
                LogEventLevel.Warning,
                exception: null,
                IsMisaddressed(logEvent) ? MisaddressedLine : Line,
                [
                    new LogEventProperty("Peer", new ScalarValue(peer)),
                    new LogEventProperty("Fault", new ScalarValue((logEvent.Exception?.GetBaseException().Message ?? "no handshake in time").TrimEnd('.'))),
                    new LogEventProperty("Suppressed", new ScalarValue(suppressed)),
                ]));
        }
    }

    public void Dispose() => (inner as IDisposable)?.Dispose();

    // How many lines were left out before this one, or null if this one is left out.
    private int? Admit(string kind, string host)
    {
        lock (_lock)
        {
            var key = _seen.Count < MostHosts || _seen.ContainsKey((kind, host)) ? (kind, host) : (kind, "");
            if (_seen.TryGetValue(key, out var seen) && time.GetElapsedTime(seen.Since) < Interval)
            {
                _seen[key] = seen with { Suppressed = seen.Suppressed + 1 };
                return null;
            }

            _seen[key] = (time.GetTimestamp(), 0);
            return seen.Suppressed;
        }
    }

    private static bool IsFaultOfPeer(LogEvent logEvent) =>
        logEvent.Level == LogEventLevel.Error
        && logEvent.MessageTemplate.Text is var text
        && (IsMisaddressed(logEvent)
            || text.StartsWith("Error caught channel", StringComparison.Ordinal)
            || text.StartsWith("Error while decoding incoming Akka PDU", StringComparison.Ordinal)
            || text.StartsWith("No response from remote for inbound association", StringComparison.Ordinal));

    private static bool IsMisaddressed(LogEvent logEvent) =>
        logEvent.MessageTemplate.Text.StartsWith("Dropping message", StringComparison.Ordinal);

    // The channel names the peer in its message, the actor of the protocol in its path.
    private static string PeerOf(LogEvent logEvent)
    {
        var text = logEvent.RenderMessage(System.Globalization.CultureInfo.InvariantCulture);
        if (logEvent.Properties.TryGetValue("ActorPath", out var path) && path is ScalarValue { Value: string actor })
        {
            text += Uri.UnescapeDataString(actor);
        }

        var match = Peer().Match(text);
        return match.Success ? $"{match.Groups[1].Value}:{match.Groups[2].Value}" : "a peer";
    }

    // "…->"[::ffff:192.0.2.1]:4053"](Id=…" or "…/akkaProtocol-tcp://name@[::ffff:192.0.2.1]:4053-1" or "…arriving at [akka.tcp://name@192.0.2.1:4053]"
    [GeneratedRegex(@"(?:->|(?:akkaProtocol-|arriving at \[""?)\w+(?:\.\w+)*://[^@]*@)""?\[?(?:::ffff:)?([0-9a-zA-Z.:_-]+?)\]?:(\d+)")]
    private static partial Regex Peer();

    [GeneratedRegex(":[0-9]+$")]
    private static partial Regex Port();
}
