using System.Globalization;
using EchoActors.DashboardCost;
using Microsoft.Playwright;

// What the admin address and an open page cost: servers on core 0; clients and the browser on core 1, as they would be on
// other machines. The rounds of the three cases take turns, so that whatever drifts drifts for all of them.
//   taskset -c 1 dotnet run -c Release --project benchmarks/EchoActors.DashboardCost -- ECHOACTORS [CONNECTIONS [CYCLES]]
if (args is ["load", var port, var count])
{
    using var load = await Load.ConnectAsync(int.Parse(port, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture));
    Console.WriteLine("connected");
    while (Console.ReadLine() is { } seconds)
    {
        var rate = await load.RunAsync(TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)));
        Console.WriteLine(rate.ToString(CultureInfo.InvariantCulture));
    }

    return 0;
}

const string Admin = "127.0.0.1:4395";
const double Budget = 0.03;
var echoactors = args[0];
var connections = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10_000;
var cycles = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 5;
var round = TimeSpan.FromSeconds(3.5);
var warmUp = TimeSpan.FromSeconds(7);
var settle = TimeSpan.FromSeconds(1.5);

using var plainServer = await Child.ServerAsync(echoactors, 4393, admin: null);
using var adminServer = await Child.ServerAsync(echoactors, 4394, Admin);
using var plain = await Child.LoadAsync(4393, connections);
using var watched = await Child.LoadAsync(4394, connections);
using var playwright = await Playwright.CreateAsync();
await using var browser = await playwright.Chromium.LaunchAsync(new()
{
    ExecutablePath = "/usr/bin/chromium",
    Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
using var http = new HttpClient();

await plain.RunAsync(warmUp);
await watched.RunAsync(warmUp);
await WithPageAsync(warmUp);

// A page as an operator leaves it open, and a scrape in each round: more often than Prometheus does.
async Task<double> WithPageAsync(TimeSpan duration)
{
    var page = await browser.NewPageAsync();
    await page.GotoAsync($"http://{Admin}/");
    await page.Locator("#connections-open").WaitForAsync();
    await Task.Delay(settle);
    var running = watched.RunAsync(duration);
    await http.GetStringAsync($"http://{Admin}/metrics");
    var rate = await running;
    var shown = await page.Locator("#connections-open").InnerTextAsync();
    await page.CloseAsync();
    return shown == connections.ToString("N0", CultureInfo.InvariantCulture)
        ? rate
        : throw new InvalidOperationException($"The page shows {shown} connections.");
}

var cases = new (string Name, Func<Task<double>> Run, List<double> Rates)[]
{
    ("no admin address", () => plain.RunAsync(round), []),
    ("admin address", () => watched.RunAsync(round), []),
    ("page open, scraped", () => WithPageAsync(round), []),
};
for (var cycle = 0; cycle < cycles; cycle++)
{
    for (var i = 0; i < cases.Length; i++)
    {
        var (name, run, rates) = cases[(i + cycle) % cases.Length];
        rates.Add(await run());
        Console.WriteLine($"{name,-20} {rates[^1],10:N0} echoes/s");
    }
}

static double Median(IEnumerable<double> values)
{
    var sorted = values.Order().ToList();
    return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
}

double Ratio(int test, int reference) => Median(cases[test].Rates.Zip(cases[reference].Rates, (rate, other) => rate / other));

Console.WriteLine($"{connections:N0} connections, {cycles} cycles; medians of the ratios within a cycle");
Console.WriteLine($"admin address to none:       {Ratio(1, 0):0.000}");
Console.WriteLine($"page open to page closed:    {Ratio(2, 1):0.000}");
Console.WriteLine($"page open to no address:     {Ratio(2, 0):0.000}");
return Ratio(2, 1) >= 1 - Budget ? 0 : 1;
