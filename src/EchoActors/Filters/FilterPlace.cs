using Akka.Actor;
using Akka.IO;

namespace EchoActors.Filters;

/// <summary>Makes one filter of a connection.</summary>
/// <param name="place">Where it stands.</param>
internal delegate TcpFilter FilterFactory(FilterPlace place);

/// <summary>Where a filter stands: over which connection, and as which of the filters of that connection.</summary>
/// <param name="Below">The transport's connection, or the filter before this one.</param>
/// <param name="Ends">The addresses, as the filters before this one have found them.</param>
/// <param name="Path">The filters of the connection.</param>
/// <param name="Index">This filter's number, from 0, the outermost.</param>
internal sealed record FilterPlace(IActorRef Below, Tcp.Connected Ends, FilterPath Path, int Index);
