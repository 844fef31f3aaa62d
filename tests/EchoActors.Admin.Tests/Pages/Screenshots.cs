using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EchoActors.Admin.Tests;

/// <summary>
/// Takes the pictures of the documents from real runs. Only when asked for: ECHOACTORS_SCREENSHOTS names the folder,
/// docs/images.
/// </summary>
public sealed class Screenshots
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("ECHOACTORS_SCREENSHOTS");

    private static readonly (string Name, ColorScheme Scheme, int Width, int Height)[] Looks =
    [
        ("light", ColorScheme.Light, 1280, 1000), ("dark", ColorScheme.Dark, 1280, 1000), ("phone", ColorScheme.Dark, 390, 844),
    ];

    [SkippableFact]
    public async Task Of_a_mesh_with_a_path_cut()
    {
        Skip.If(Folder is null, "pictures are taken where ECHOACTORS_SCREENSHOTS names a folder");
        await using var mesh = await CuttableMesh.StartAsync(nodes: 5);
        foreach (var (name, scheme, width, height) in Looks)
        {
            await using var live = await Browser.OpenAsync(mesh.Admin, scheme, width, height);
            await Expect(live.Cell("node-1", "node-5")).ToHaveAttributeAsync("data-state", "up");
            await live.Page.WaitForTimeoutAsync(6000);
            await mesh.ToLast.CutAsync();
            await Expect(live.Cell("node-4", "node-5")).ToHaveAttributeAsync("data-state", "down");
            await live.Cell("node-1", "node-5").ClickAsync();
            await live.Page.WaitForTimeoutAsync(4000);
            await live.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"mesh-{name}.png") });
            mesh.ToLast.Heal();
        }
    }

    [SkippableFact]
    public async Task Of_a_mesh_of_twenty_nodes()
    {
        Skip.If(Folder is null, "pictures are taken where ECHOACTORS_SCREENSHOTS names a folder");
        await using var node = await ServerNode.StartAsync(mesh: new PictureOfMesh(20));
        foreach (var (name, scheme, width, height) in Looks)
        {
            await using var live = await Browser.OpenAsync(new Uri(node.Admin, "?path=node-03~node-07"), scheme, width, height);
            await live.Page.WaitForTimeoutAsync(1500);
            await live.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"mesh-20-{name}.png"), FullPage = true });
        }
    }

    [SkippableFact]
    public async Task Of_a_server_under_load()
    {
        Skip.If(Folder is null, "pictures are taken where ECHOACTORS_SCREENSHOTS names a folder");
        await using var node = await ServerNode.StartAsync(ServerNode.AnyPort with { SampleInterval = TimeSpan.FromSeconds(1) });
        await using var load = await EchoLoad.StartAsync(node, clients: 40);
        await Task.Delay(TimeSpan.FromSeconds(20));
        foreach (var (name, scheme, width, height) in Looks)
        {
            await using var live = await Browser.OpenAsync(node.Admin, scheme, width, height);
            await live.Page.WaitForTimeoutAsync(4000);
            await live.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"server-{name}.png") });
        }
    }
}
