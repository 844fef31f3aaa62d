using System.Net;

namespace EchoActors.Filters;

/// <summary>What a header of HAProxy's PROXY protocol says of the connection that a proxy forwards.</summary>
/// <param name="Version">Of the protocol: 1 is a line of text, 2 is binary.</param>
/// <param name="Source">
/// The client's end, or null where the header names none (<c>UNKNOWN</c>, <c>LOCAL</c>, a datagram): the connection's own end
/// is the client then.
/// </param>
/// <param name="Destination">The end that the client connected to, or null where the header names none.</param>
internal sealed record ProxyHeader(int Version, EndPoint? Source, EndPoint? Destination);
