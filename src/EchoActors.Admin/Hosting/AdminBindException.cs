namespace EchoActors.Admin.Hosting;

/// <summary>The admin address of a host could not be bound; the message is one sentence that says why.</summary>
public sealed class AdminBindException(string message) : Exception(message);
