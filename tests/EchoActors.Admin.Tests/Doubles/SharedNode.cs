using Xunit;

namespace EchoActors.Admin.Tests;

/// <summary>One server for the tests of a class that only ask.</summary>
public sealed class SharedNode : IAsyncLifetime
{
    internal ServerNode Node { get; private set; } = null!;

    public async Task InitializeAsync() => Node = await ServerNode.StartAsync();

    public async Task DisposeAsync() => await Node.DisposeAsync();
}
