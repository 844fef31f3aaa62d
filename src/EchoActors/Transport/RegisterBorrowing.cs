using Akka.Actor;
using Akka.IO;

namespace EchoActors.Transport;

/// <summary>
/// Registers a handler that borrows received chunks: it keeps no reference to a chunk after it has sent the <c>Write</c> of it, so
/// the transport may receive into the same memory again. It also tells <c>Tcp.Abort</c> when it stops, so that nobody has to watch
/// it. A transport that copies and watches, as Akka.IO does, sees a plain <c>Register</c>.
/// </summary>
internal sealed class RegisterBorrowing(IActorRef handler) : Tcp.Register(handler, keepOpenOnPeerClosed: true);
