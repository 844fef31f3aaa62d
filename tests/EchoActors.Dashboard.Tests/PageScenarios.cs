using Xunit;

namespace EchoActors.Dashboard.Tests;

public sealed class PageScenarios(Xunit.Abstractions.ITestOutputHelper output)
{
    [Fact]
    public async Task It_is_there()
    {
        await using var node = await ServerNode.StartAsync();
        try { output.WriteLine(await node.Http.GetStringAsync("/")); } finally { foreach (var l in node.Logs.Lines) output.WriteLine(l.ToString()); }
    }
}
