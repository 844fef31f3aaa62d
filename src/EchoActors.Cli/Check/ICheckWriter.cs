using EchoActors.Probing.Check;

namespace EchoActors.Cli;

/// <summary>Writes a check to standard output.</summary>
internal interface ICheckWriter
{
    /// <summary>Whether a line is written as soon as it is found.</summary>
    bool Streams { get; }

    void Write(Finding finding);

    void Write(CheckReport report);
}
