using Akka.IO;

namespace EchoActors.Transport.Direct;

/// <summary>How connections behave, as the <c>Tcp.Bind</c> or <c>Tcp.Connect</c> that makes them asks.</summary>
/// <param name="Settings">Frames and queues.</param>
/// <param name="PullMode">Whether each chunk is asked for.</param>
/// <param name="Options">What is set on each socket.</param>
internal sealed record ConnectionTerms(TcpSettings Settings, bool PullMode, IEnumerable<Inet.SocketOption> Options);
