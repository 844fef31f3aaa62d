namespace EchoActors.Cli;

/// <summary>The format of a result.</summary>
internal enum OutputFormat
{
    /// <summary>For a person.</summary>
    Text,

    /// <summary>For a program: a documented schema with a version.</summary>
    Json,

    /// <summary>For a spreadsheet: documented columns with a version.</summary>
    Csv,

    /// <summary>For a CI system: JUnit's XML.</summary>
    Junit,
}
