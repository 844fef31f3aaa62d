namespace EchoActors.Configuration;

/// <summary>A setting is unknown, unreadable or out of range. The message is one sentence that names it.</summary>
public sealed class SettingsException(string message) : Exception(message);
