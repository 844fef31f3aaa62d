using System.Net;
using EchoActors.Benchmarks.Linux;

namespace EchoActors.Benchmarks.Load;

/// <summary>Where a load goes, and whether over TLS.</summary>
internal sealed record LoadTarget(IPEndPoint EndPoint, bool OverTls)
{
    /// <summary>What each connection sends first, which is not echoed; none if null. Only without TLS.</summary>
    internal byte[]? Preface { get; init; }

    /// <summary>Starts to connect, from <paramref name="source"/> if given.</summary>
    internal Channel Connect(IPAddress? source)
    {
        var descriptor = TcpSocket.StartConnecting(EndPoint, source);
        return OverTls ? new TlsChannel(descriptor)
            : Preface is not null ? new PrefacedChannel(descriptor, Preface)
            : new Channel(descriptor);
    }
}
