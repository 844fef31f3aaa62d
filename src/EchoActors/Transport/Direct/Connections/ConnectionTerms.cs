using Akka.IO;

namespace EchoActors.Transport.Direct;

/// <summary>What a command, <c>Tcp.Bind</c> or <c>Tcp.Connect</c>, asks of the connections that come of it.</summary>
/// <param name="Settings">Frames and queues.</param>
/// <param name="PullMode">Whether each chunk is asked for.</param>
/// <param name="Options">What is set on each socket.</param>
internal sealed record ConnectionTerms(TcpSettings Settings, bool PullMode, IEnumerable<Inet.SocketOption> Options);
