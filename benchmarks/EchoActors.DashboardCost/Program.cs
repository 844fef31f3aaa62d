using System.Diagnostics;
using System.Globalization;
using EchoActors.DashboardCost;
using Microsoft.Playwright;

// What the admin address and an open page cost: servers on core 0; clients and the browser on core 1, as they would be on
// other machines, and the browser behind the clients. The rounds of the three cases take turns, so that whatever drifts
// drifts for all of them. Beside the rate it counts the server's processor time, for the rate is also the clients'.
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
var cycles = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 3;
var round = TimeSpan.FromSeconds(3);
var warmUp = TimeSpan.FromSeconds(13);
var settle = TimeSpan.FromSeconds(1);

using var plainServer = await Child.ServerAsync(echoactors, 4393, admin: null);
using var adminServer = await Child.ServerAsync(echoactors, 4394, Admin);
using var plain = await Child.LoadAsync(4393, connections);
using var watched = await Child.LoadAsync(4394, connections);
Process.GetCurrentProcess().PriorityClass = ProcessPriorityClass.Idle;
using var playwright = await Playwright.CreateAsync();
await using var browser = await playwright.Chromium.LaunchAsync(new()
{
    ExecutablePath = "/usr/bin/chromium",
    Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
using var http = new HttpClient();

async Task<(double Rate, double PerProcessorSecond)> MeasureAsync(Child server, Child load, TimeSpan duration)
{
    var before = server.ProcessorTime;
    var rate = await load.RunAsync(duration);
    return (rate, rate * duration.TotalSeconds / (server.ProcessorTime - before).TotalSeconds);
}

// A page as an operator leaves it open, and a scrape in each round: more often than Prometheus does.
async Task<(double Rate, double PerProcessorSecond)> WithPageAsync(TimeSpan duration)
{
    var page = await browser.NewPageAsync();
    await page.GotoAsync($"http://{Admin}/");
    await page.Locator("#connections-open").WaitForAsync();
    await Task.Delay(settle);
    var measuring = MeasureAsync(adminServer, watched, duration);
    await http.GetStringAsync($"http://{Admin}/metrics");
    var measured = await measuring;
    var shown = await page.Locator("#connections-open").InnerTextAsync();
    await page.CloseAsync();
    return shown == connections.ToString("N0", CultureInfo.InvariantCulture)
        ? measured
        : throw new InvalidOperationException($"The page shows {shown} connections.");
}

await plain.RunAsync(warmUp);
await watched.RunAsync(warmUp);
await WithPageAsync(warmUp / 2);

var cases = new (string Name, Func<Task<(double Rate, double PerProcessorSecond)>> Run, List<(double Rate, double PerProcessorSecond)> Results)[]
{
    ("no admin address", () => MeasureAsync(plainServer, plain, round), []),
    ("admin address", () => MeasureAsync(adminServer, watched, round), []),
    ("page open, scraped", () => WithPageAsync(round), []),
};
for (var cycle = 0; cycle < cycles; cycle++)
{
    for (var i = 0; i < cases.Length; i++)
    {
        var (name, run, results) = cases[(i + cycle) % cases.Length];
        results.Add(await run());
        Console.WriteLine($"{name,-20} {results[^1].Rate,10:N0} echoes/s {results[^1].PerProcessorSecond,10:N0} per processor second");
    }
}

static double Median(IEnumerable<double> values)
{
    var sorted = values.Order().ToList();
    return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
}

(double Rate, double PerProcessorSecond) Ratio(int test, int reference)
{
    var pairs = cases[test].Results.Zip(cases[reference].Results).ToList();
    return (
        Median(pairs.Select(pair => pair.First.Rate / pair.Second.Rate)),
        Median(pairs.Select(pair => pair.First.PerProcessorSecond / pair.Second.PerProcessorSecond)));
}

Console.WriteLine($"{connections:N0} connections, {cycles} cycles; medians of the ratios within a cycle: rate, per processor second");
foreach (var (title, test, reference) in new[] { ("admin address to none", 1, 0), ("page open to closed", 2, 1), ("page open to no address", 2, 0) })
{
    var (rate, perProcessorSecond) = Ratio(test, reference);
    Console.WriteLine($"{title,-25} {rate:0.000} {perProcessorSecond:0.000}");
}

return Ratio(2, 1).Rate >= 1 - Budget ? 0 : 1;
