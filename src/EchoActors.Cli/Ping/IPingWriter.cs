using EchoActors.Probing.Ping;

namespace EchoActors.Cli;

/// <summary>Writes a ping as it goes.</summary>
internal interface IPingWriter
{
    void Write(PingEvent happened);

    void Write(PingSummary summary);
}
