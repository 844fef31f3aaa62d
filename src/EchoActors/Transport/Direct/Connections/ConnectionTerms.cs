using Akka.IO;

namespace EchoActors.Transport.Direct;

/// <summary>How connections behave, as the <c>Tcp.Bind</c> or <c>Tcp.Connect</c> that makes them asks.</summary>
/// <param name="Registry">Where they are known.</param>
/// <param name="Settings">Frames and queues.</param>
/// <param name="PullMode">Whether each chunk is asked for.</param>
internal sealed record ConnectionTerms(ConnectionRegistry Registry, TcpSettings Settings, bool PullMode);
