namespace EchoActors.Cli.Tests.Processes;

/// <summary>One server for the tests of a class that only need one to be there.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private ServerProcess? _server;

    internal ServerProcess Process => _server!;

    internal string Target => _server!.Target;

    public async Task InitializeAsync() => _server = await ServerProcess.StartAsync("--admin", "off");

    public async Task DisposeAsync() => await _server!.DisposeAsync();
}
