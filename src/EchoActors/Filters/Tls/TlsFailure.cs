using EchoActors.Server;

namespace EchoActors.Filters.Tls;

/// <summary>Why an encrypted stream that was established has ended.</summary>
/// <param name="End">The kind.</param>
/// <param name="Message">One sentence, without the peer's address.</param>
internal sealed record TlsFailure(ConnectionEnd End, string Message);
