using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace EchoActors.Cli;

/// <summary>Where log lines go and how they look.</summary>
internal static class Logs
{
    private const string Line = "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}";

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
            ? to.Console(new RenderedCompactJsonFormatter(), standardErrorFromLevel: standardErrorFrom)
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

    // Akka logs that it binds, a failed bind with its stack, and its shutdown, and the host a failed start with its stack;
    // we say each in a line of our own.
    private static bool IsToldOtherwise(LogEvent logEvent) =>
        logEvent.MessageTemplate.Text is var text
        && (text.StartsWith("Binding TCP channel", StringComparison.Ordinal)
            || text.StartsWith("Bind failed for TCP channel", StringComparison.Ordinal)
            || text.StartsWith("CoordinatedShutdown invoked", StringComparison.Ordinal)
            || text == "Hosting failed to start");

    // A node that ends or dies takes its associations along; the mesh says so, without a stack.
    private static bool IsLostAssociation(LogEvent logEvent) => IsAkkas(logEvent)
        && (logEvent.Exception?.GetType().Namespace == "Akka.Remote"
            || logEvent.MessageTemplate.Text.StartsWith("Association with remote system", StringComparison.Ordinal));

    // At debug level our own actors name each socket call; how Akka starts and stops its own parts would bury them.
    private static bool IsHousekeeping(LogEvent logEvent) => logEvent.Level <= LogEventLevel.Information && IsAkkas(logEvent);

    /// <summary>Whether it comes from Akka itself, not from an actor of ours.</summary>
    internal static bool IsAkkas(LogEvent logEvent) =>
        logEvent.Properties.TryGetValue("ActorPath", out var path)
        && path is ScalarValue { Value: string text }
        && !text.Contains("/user/", StringComparison.Ordinal);
}
