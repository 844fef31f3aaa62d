using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Templates;

namespace EchoActors.Cli;

/// <summary>Makes the logger of a process: its format, its filters, and which lines go to standard error.</summary>
internal static class Logs
{
    private const string Line = "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}";

    // The names of Serilog's compact format, which leaves out the level where it is information.
    private const string JsonLine = "{ {@t, @m, @i, @l, @x, @tr, @sp, ..@p} }\n";

    /// <summary>A logger to the console.</summary>
    /// <param name="level">The least level that is written.</param>
    /// <param name="format">How lines look.</param>
    /// <param name="standardErrorFrom">The level from which lines go to standard error instead of standard output.</param>
    public static Logger ToConsole(LogEventLevel level, LogFormat format, LogEventLevel standardErrorFrom)
    {
        var logger = new LoggerConfiguration()
            .MinimumLevel.Is(level)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .Filter.ByExcluding(IsToldOtherwise)
            .Filter.ByExcluding(IsHousekeeping)
            .Filter.ByExcluding(IsLostAssociation)
            .Filter.With(new RepeatedWarnings(TimeProvider.System))
            .Enrich.With(new PrintableProperties());
        var console = LoggerSinkConfiguration.CreateSink(to => _ = format == LogFormat.Json
            ? to.Console(new ExpressionTemplate(JsonLine), standardErrorFromLevel: standardErrorFrom)
            : to.Console(
                outputTemplate: Line,
                standardErrorFromLevel: standardErrorFrom,
                formatProvider: System.Globalization.CultureInfo.InvariantCulture));
        return logger.WriteTo.Sink(new RemotingErrors(console, TimeProvider.System)).CreateLogger();
    }

    /// <summary>The same log without the lines on members of the mesh.</summary>
    public static Logger WithoutMembers(ILogger log) => new LoggerConfiguration()
        .MinimumLevel.Verbose()
        .Filter.ByExcluding(line => line.MessageTemplate.Text.StartsWith("member ", StringComparison.Ordinal))
        .WriteTo.Logger(log)
        .CreateLogger();

    // Our own lines and messages say the same; the lines of Akka and of the host carry a stack trace.
    private static bool IsToldOtherwise(LogEvent logEvent) =>
        logEvent.MessageTemplate.Text is var text
        && (text.StartsWith("Binding TCP channel", StringComparison.Ordinal)
            || text.StartsWith("Bind failed for TCP channel", StringComparison.Ordinal)
            || text.StartsWith("CoordinatedShutdown invoked", StringComparison.Ordinal)
            || text.StartsWith("Unable to start AkkaHostedService", StringComparison.Ordinal)
            || text == "Hosting failed to start");

    // The mesh logs that a node ended; Akka.Remote logs the same with a stack trace.
    private static bool IsLostAssociation(LogEvent logEvent) => IsAkkas(logEvent)
        && (logEvent.Exception?.GetType().Namespace == "Akka.Remote"
            || logEvent.MessageTemplate.Text.StartsWith("Association with remote system", StringComparison.Ordinal));

    // At debug level our own actors log each socket call. Akka's lines about its own parts would hide them.
    private static bool IsHousekeeping(LogEvent logEvent) => logEvent.Level <= LogEventLevel.Information && IsAkkas(logEvent);

    /// <summary>Whether it comes from Akka itself, not from an actor of ours.</summary>
    internal static bool IsAkkas(LogEvent logEvent) =>
        logEvent.Properties.TryGetValue("ActorPath", out var path)
        && path is ScalarValue { Value: string text }
        && !text.Contains("/user/", StringComparison.Ordinal);
}
