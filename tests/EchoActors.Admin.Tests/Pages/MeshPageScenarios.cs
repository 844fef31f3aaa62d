using System.Net.Http.Json;
using EchoActors.Mesh;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EchoActors.Admin.Tests;

/// <summary>The mesh in the page, the API and the metrics, on a mesh of three real nodes, which each test leaves as it was.</summary>
public sealed class MeshPageScenarios(SharedMesh shared) : IClassFixture<SharedMesh>
{
    private readonly CuttableMesh _mesh = shared.Mesh;

    [SkippableFact]
    public async Task A_cell_turns_bad_when_a_path_is_cut_and_good_again_after()
    {
        await using var live = await Browser.OpenAsync(_mesh.Admin);
        await Expect(live.Cell("node-1", "node-3")).ToHaveAttributeAsync("data-state", "up");
        await Expect(live.Cell("node-3", "node-1")).ToHaveAttributeAsync("data-state", "up");

        await _mesh.ToLast.CutAsync();

        await Expect(live.Cell("node-1", "node-3")).ToHaveAttributeAsync("data-state", "down");
        await Expect(live.Cell("node-1", "node-3")).ToContainTextAsync("down");
        await Expect(live.Cell("node-3", "node-1")).ToHaveAttributeAsync("data-state", "up");
        await Expect(live.Page.Locator("#mesh-summary")).ToContainTextAsync("2 of 6 paths down");
        await Expect(live.Page.Locator(".panel", new() { HasText = "Latest changes" })).ToContainTextAsync("node-1 → node-3");

        _mesh.ToLast.Heal();

        await Expect(live.Cell("node-1", "node-3")).ToHaveAttributeAsync("data-state", "up");
        await Expect(live.Page.Locator("#mesh-summary")).ToContainTextAsync("all 6 paths up");
        Assert.Empty(live.Errors);
        Assert.All(live.Requested, uri => Assert.True(uri.Scheme == "data" || uri.Authority == _mesh.Admin.Authority, uri.ToString()));
    }

    [SkippableFact]
    public async Task A_cell_opens_its_path_from_the_keyboard_and_the_figure_is_switchable()
    {
        await using var live = await Browser.OpenAsync(_mesh.Admin);
        await Expect(live.Cell("node-1", "node-2")).ToHaveAttributeAsync("data-state", "up");

        await live.Page.GetByRole(AriaRole.Button, new() { Name = "loss", Exact = true }).ClickAsync();
        await Expect(live.Cell("node-1", "node-2")).ToHaveTextAsync("0 %");
        await live.Cell("node-1", "node-2").FocusAsync();
        await live.Page.Keyboard.PressAsync("Enter");

        await Expect(live.Page.Locator("#path-detail")).ToContainTextAsync("node-1 → node-2");
        await Expect(live.Page.Locator("#path-detail").GetByRole(AriaRole.Img).First).ToHaveAttributeAsync(
            "aria-label", new System.Text.RegularExpressions.Regex("^Round trip: p50 now"));
        Assert.Empty(await SeriousFaults.OfAsync(live.Page));

        await live.Page.SetViewportSizeAsync(390, 844);
        Assert.Empty(await SeriousFaults.OfAsync(live.Page));
    }

    [Fact]
    public async Task The_matrix_and_the_metrics_of_each_path_are_served()
    {
        using var http = new HttpClient { BaseAddress = _mesh.Admin };
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        MeshDocument? document;
        do
        {
            await Task.Delay(200, deadline.Token);
            document = await http.GetFromJsonAsync("/api/v1/mesh", MeshJson.Default.MeshDocument, deadline.Token);
        }
        while (document is not { Mesh.IsComplete: true });

        var metrics = await http.GetStringAsync("/metrics");

        Assert.Equal(MeshDocument.CurrentVersion, document.Version);
        Assert.Matches("""echo_mesh_path_state\{.*from="node-1",state="up",to="node-2".*\} 1\n""", metrics);
        Assert.Matches("""echo_mesh_path_round_trip_seconds\{.*from="node-2",percentile="99",to="node-1".*\} (0\.0|[\d.]+E-)""", metrics);
        if (OperatingSystem.IsLinux())
        {
            Assert.Matches("""echo_mesh_path_kernel_round_trip_seconds\{.*from="node-2",to="node-1".*\} (0\.0|[\d.]+E-)""", metrics);
            Assert.Matches("""echo_mesh_path_retransmits(_segment)?s?_total\{.*from="node-2",to="node-1".*\} \d+""", metrics);
        }

        Assert.Matches("""echo_mesh_path_loss\{.*from="node-3",to="node-1".*\} 0\n""", metrics);
        Assert.Equal(3, System.Text.RegularExpressions.Regex.Count(metrics, "\necho_server_connections_open\\{.*\"node-[1-3]\""));
        Assert.DoesNotContain(metrics.Split('\n').Where(line => line.Contains("\"node-")).GroupBy(line => line), same => same.Count() > 1);
    }
}
