namespace EchoActors.Benchmarks.Load;

/// <summary>How many connections, how long a message in bytes, and how many messages each connection keeps in flight.</summary>
internal sealed record EchoShape(int Connections, int MessageSize, int InFlight);
