using Serilog.Core;
using Serilog.Events;

namespace EchoActors.Cli;

/// <summary>
/// Escapes the text of every property. Names of nodes, addresses and error messages come from other machines: a control
/// character in one must not reach the terminal, nor a line end begin a line that looks like one of ours.
/// </summary>
internal sealed class PrintableProperties : ILogEventEnricher
{
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        List<LogEventProperty>? escaped = null;
        foreach (var (name, value) in logEvent.Properties)
        {
            if (value is ScalarValue { Value: string text } && PrintableText.Format(text) is var shown && !ReferenceEquals(shown, text))
            {
                (escaped ??= []).Add(new LogEventProperty(name, new ScalarValue(shown)));
            }
        }

        escaped?.ForEach(logEvent.AddOrUpdateProperty);
    }
}
