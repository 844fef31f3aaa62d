using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace EchoActors.Admin.Tests;

/// <summary>What axe finds on a page and calls serious or critical.</summary>
internal static class SeriousFaults
{
    // The first five rows of the large matrix have a cell of each kind; axe takes tens of milliseconds for each cell, and meanwhile the
    // page does nothing else.
    private const string Find = """
        () => axe.run({ exclude: [['.matrix tbody tr:nth-child(n+6)']] }, { resultTypes: ['violations'] }).then(result => result.violations
          .filter(violation => ['serious', 'critical'].includes(violation.impact))
          .map(violation => `${violation.id}: ${violation.help} at ${violation.nodes.map(node => node.html).join(' | ')}`))
        """;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    public static async Task<string[]> OfAsync(IPage page)
    {
        await page.EvaluateAsync($"() => {{ if (!window.axe) {{ {Axe} }} }}");
        return await page.EvaluateAsync<string[]>(Find);
    }
}
