using EchoActors.Transport;

namespace EchoActors.Probing.Check.Parts;

/// <summary>A limit of size on a path.</summary>
/// <param name="LargestEchoed">The largest message that came back; 0 if none did.</param>
/// <param name="SmallestLost">The smallest that did not.</param>
/// <param name="IsAcknowledged">Whether the peer's system acknowledged all of the messages that did not come back.</param>
/// <param name="Kernel">The kernel's figures for the path.</param>
/// <param name="RecordOverhead">How many bytes TLS adds to a message that fits one record.</param>
internal sealed record SizesFacts(int LargestEchoed, int SmallestLost, bool IsAcknowledged, TcpPathInfo? Kernel, int RecordOverhead = 0);
