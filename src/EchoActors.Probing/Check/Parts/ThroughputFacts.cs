using EchoActors.Client;
using EchoActors.Transport;

namespace EchoActors.Probing.Check.Parts;

/// <summary>A stream each way, as it went.</summary>
/// <param name="Echoed">How many bytes came back.</param>
/// <param name="Duration">In which time.</param>
/// <param name="Silence">How long nothing had arrived at its end; where the kernel tells, it is the judge: a busy machine reads late.</param>
/// <param name="Kernel">What the kernel counted.</param>
/// <param name="Ended">How the stream ended before its time, or <see langword="null"/>.</param>
internal sealed record ThroughputFacts(long Echoed, TimeSpan Duration, TimeSpan Silence, TcpPathInfo? Kernel, EchoOutcome? Ended);
