using Akka.Configuration;
using EchoActors.Mesh;
using EchoActors.Server;

namespace EchoActors.Cli;

/// <summary>Everything one node of the mesh is started with.</summary>
internal sealed record MeshNodeSettings
{
    /// <summary>HOCON from files, with <c>mesh.conf</c> behind it.</summary>
    public required Config Configuration { get; init; }

    public required EchoServerOptions Server { get; init; }

    public required MeshOptions Mesh { get; init; }

    /// <summary>Where remoting listens; <see langword="null"/>: where the configuration says.</summary>
    public HostPort? Cluster { get; init; }

    /// <summary>The host that other nodes connect to, or <see langword="null"/> for that of the configuration.</summary>
    public string? PublicHost { get; init; }

    /// <summary>Whom to join by; none: whom the configuration names, or no one.</summary>
    public IReadOnlyList<HostPort> Seeds { get; init; } = [];
}
