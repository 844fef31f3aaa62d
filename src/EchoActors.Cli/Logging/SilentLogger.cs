using Akka.Event;

namespace EchoActors.Cli;

/// <summary>
/// Stands in for Akka's own writing to standard output, which at the system's end prints what comes after the log was
/// flushed, in a format of its own and whatever <c>stdout-loglevel</c> says.
/// </summary>
internal sealed class SilentLogger : MinimalLogger
{
    protected override void Log(object message)
    {
    }
}
