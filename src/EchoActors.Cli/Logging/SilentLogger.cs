using Akka.Event;

namespace EchoActors.Cli;

/// <summary>
/// Replaces the logger of Akka that writes to standard output. That one prints the lines that come after the log was flushed,
/// in another format, and ignores <c>stdout-loglevel</c>.
/// </summary>
internal sealed class SilentLogger : MinimalLogger
{
    protected override void Log(object message)
    {
    }
}
