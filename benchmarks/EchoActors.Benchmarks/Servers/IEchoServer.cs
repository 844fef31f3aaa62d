namespace EchoActors.Benchmarks.Servers;

/// <summary>An echo server inside this process, on 127.0.0.1 until the process ends.</summary>
internal interface IEchoServer
{
    /// <summary>Listens on a free port and returns it.</summary>
    Task<int> Start();
}
