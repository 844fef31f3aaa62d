using Akka.Actor;
using Akka.IO;

namespace EchoActors.Transport;

/// <summary>
/// Registers a handler that borrows what it receives: it keeps no reference to a chunk once it has told the <c>Write</c> of it,
/// so that the transport may receive into the same memory again. A transport that copies, as Akka.IO does, sees a plain
/// <c>Register</c>.
/// </summary>
internal sealed class RegisterBorrowing(IActorRef handler) : Tcp.Register(handler, keepOpenOnPeerClosed: true);
