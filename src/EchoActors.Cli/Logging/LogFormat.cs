namespace EchoActors.Cli;

/// <summary>The format of log lines.</summary>
internal enum LogFormat
{
    /// <summary>A line for a person.</summary>
    Text,

    /// <summary>A JSON object a line, for a log collector.</summary>
    Json,
}
