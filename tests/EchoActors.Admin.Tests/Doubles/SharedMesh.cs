using Xunit;

namespace EchoActors.Admin.Tests;

/// <summary>One mesh for the tests of a class that leave it as they found it.</summary>
public sealed class SharedMesh : IAsyncLifetime
{
    internal CuttableMesh Mesh { get; private set; } = null!;

    public async Task InitializeAsync() => Mesh = await CuttableMesh.StartAsync();

    public async Task DisposeAsync() => await Mesh.DisposeAsync();
}
