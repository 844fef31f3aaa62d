using Akka.Event;

namespace EchoActors.Tests.Doubles;

/// <summary>A log that keeps its warnings.</summary>
public sealed class RecordingLog() : LoggingAdapterBase(SemanticLogMessageFormatter.Instance)
{
    private readonly List<string> _warnings = [];

    public IReadOnlyList<string> Warnings => _warnings;

    public override bool IsDebugEnabled => false;

    public override bool IsInfoEnabled => false;

    public override bool IsWarningEnabled => true;

    public override bool IsErrorEnabled => false;

    protected override void NotifyLog(LogLevel logLevel, object message, Exception? cause = null) => _warnings.Add(message.ToString()!);
}
