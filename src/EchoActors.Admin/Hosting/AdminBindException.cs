namespace EchoActors.Admin.Hosting;

/// <summary>
/// <see cref="AdminService"/> could not bind its address; the message says why in one sentence. A command writes it to its log
/// and ends with exit code 1.
/// </summary>
public sealed class AdminBindException(string message) : Exception(message);
