using System.Net;
using Akka.Actor;
using Akka.IO;
using EchoActors.Filters.Tls;
using EchoActors.Server;

namespace EchoActors.Filters;

/// <summary>
/// What the filters of one connection have found out, for logs, the API and the page. Its filters write it; any thread reads it.
/// A plain connection has none.
/// </summary>
public sealed class ConnectionFacts
{
    private long _bytesArrived;

    internal ConnectionFacts(IActorRef connection, Tcp.Connected ends) => (Connection, Ends) = (connection, ends);

    /// <summary>What TLS has agreed on, or null for a connection without it.</summary>
    public TlsSession? Tls { get; internal set; }

    /// <summary>Why a filter has ended the connection, with a sentence about it; null if none has.</summary>
    internal (ConnectionEnd End, string Message)? Failure { get; set; }

    /// <summary>The proxy's end, where a PROXY protocol header has named another client; else null.</summary>
    public EndPoint? Proxy { get; internal set; }

    /// <summary>The faults that have struck the connection on purpose; null where its listener injects none.</summary>
    public FaultCounts? Faults { get; internal set; }

    /// <summary>The transport's connection.</summary>
    internal IActorRef Connection { get; }

    /// <summary>The addresses of the socket, before any filter has changed them.</summary>
    internal Tcp.Connected Ends { get; }

    /// <summary>Bytes that the transport has read, before any filter has taken some of them out.</summary>
    internal long BytesArrived => Volatile.Read(ref _bytesArrived);

    internal void AddArrived(int bytes) => Volatile.Write(ref _bytesArrived, _bytesArrived + bytes);
}
