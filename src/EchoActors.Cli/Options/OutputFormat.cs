namespace EchoActors.Cli;

/// <summary>How a result is written.</summary>
internal enum OutputFormat
{
    /// <summary>For a person.</summary>
    Text,

    /// <summary>For a program: a documented schema with a version.</summary>
    Json,

    /// <summary>For a spreadsheet: documented columns with a version.</summary>
    Csv,
}
