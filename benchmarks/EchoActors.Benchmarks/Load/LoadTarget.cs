using System.Net;
using EchoActors.Benchmarks.Linux;

namespace EchoActors.Benchmarks.Load;

/// <summary>Where a load goes, and whether over TLS.</summary>
internal sealed record LoadTarget(IPEndPoint EndPoint, bool OverTls)
{
    /// <summary>Starts to connect, from <paramref name="source"/> if given.</summary>
    internal Channel Connect(IPAddress? source)
    {
        var descriptor = TcpSocket.StartConnecting(EndPoint, source);
        return OverTls ? new TlsChannel(descriptor) : new Channel(descriptor);
    }
}
