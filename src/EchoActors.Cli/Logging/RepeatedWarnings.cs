using Serilog.Core;
using Serilog.Events;

namespace EchoActors.Cli;

/// <summary>
/// Passes one of Akka's own warnings of each kind in ten seconds, with the number of those it left out. Akka.IO's listener warns
/// two hundred times a second while the process has no descriptor left.
/// </summary>
internal sealed class RepeatedWarnings(TimeProvider time) : ILogEventFilter
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Since, int Suppressed)> _kinds = [];

    public bool IsEnabled(LogEvent logEvent)
    {
        if (logEvent.Level != LogEventLevel.Warning || !Logs.IsAkkas(logEvent))
        {
            return true;
        }

        lock (_lock)
        {
            var kind = logEvent.MessageTemplate.Text;
            if (_kinds.TryGetValue(kind, out var seen) && time.GetElapsedTime(seen.Since) < Interval)
            {
                _kinds[kind] = seen with { Suppressed = seen.Suppressed + 1 };
                return false;
            }

            if (seen.Suppressed > 0)
            {
                logEvent.AddOrUpdateProperty(new LogEventProperty("Suppressed", new ScalarValue(seen.Suppressed)));
            }

            _kinds[kind] = (time.GetTimestamp(), 0);
            return true;
        }
    }
}
