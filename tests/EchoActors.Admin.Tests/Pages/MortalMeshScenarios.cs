using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EchoActors.Admin.Tests;

/// <summary>The page of a mesh that loses a node.</summary>
public sealed class MortalMeshScenarios
{
    [SkippableFact]
    public async Task A_node_that_dies_is_shown_as_unreachable_and_the_page_goes_on()
    {
        await using var mortal = await CuttableMesh.StartAsync();
        await using var live = await Browser.OpenAsync(mortal.Admin);
        await Expect(live.Cell("node-1", "node-3")).ToHaveAttributeAsync("data-state", "up");

        await mortal.KillLastAsync();

        await Expect(live.Page.Locator("[data-member='node-3']")).ToContainTextAsync(
            new System.Text.RegularExpressions.Regex("unreachable|gone"), new() { Timeout = 60_000 });
        await Expect(live.Cell("node-1", "node-2")).ToHaveAttributeAsync("data-state", "up");
        Assert.Empty(live.Errors);
    }
}
