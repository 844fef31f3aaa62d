using System.Net;
using EchoActors.Client;

namespace EchoActors.Admin.Probe;

/// <summary>What came of a probe.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Elapsed">How long it took in all.</param>
/// <param name="ResolveTime">How long the name took.</param>
/// <param name="Address">The address that was connected, or <see langword="null"/> if none was.</param>
/// <param name="ConnectTime">How long the connection took.</param>
/// <param name="EchoTime">From the connection to the end of the stream, after the last byte of the echo.</param>
/// <param name="BytesEchoed">How many bytes came back as they were sent.</param>
internal sealed record ProbeResult(
    EchoEnd End, TimeSpan Elapsed, TimeSpan ResolveTime, IPAddress? Address, TimeSpan? ConnectTime, TimeSpan? EchoTime, long BytesEchoed);
