using System.CommandLine;
using EchoActors.Transport;

namespace EchoActors.Cli;

/// <summary><c>--transport</c>: what owns the sockets of a command.</summary>
internal static class TransportOption
{
    /// <summary>Makes the option. Left out it is null, and the settings decide.</summary>
    /// <param name="described">What is the default.</param>
    public static Option<EchoTransport?> Create(string described) => CliOptions.Choice<EchoTransport?>(
        "--transport",
        $"What owns the sockets: Akka.IO, or the library's own event loops (Linux), which are faster. {described}",
        ("akka-io", EchoTransport.AkkaIo),
        ("direct", EchoTransport.Direct));
}
