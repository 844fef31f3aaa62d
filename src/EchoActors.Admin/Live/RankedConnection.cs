using EchoActors.Server;

namespace EchoActors.Admin.Live;

/// <summary>A connection in a ranking.</summary>
/// <param name="Traffic">Its figures.</param>
/// <param name="BytesPerSecond">Bytes read from it and echoed to it a second since the sample before.</param>
public sealed record RankedConnection(ConnectionTraffic Traffic, double BytesPerSecond);
