using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using EchoActors.AdminCost;
using EchoActors.Tests.Shared;
using Microsoft.Playwright;

[assembly: SupportedOSPlatform("linux")]

// What the admin address and an open page cost the echo. The cases, each a server of its own with its own connections:
//   none    no admin address: nothing of it is started
//   admin   the admin address, no page open, /metrics scraped every five seconds
//   page    the admin address, one page open in a browser, /metrics scraped every five seconds
// The servers share core 0, and their clients core 1, with the browser, when the clients leave it time. All cases are there at
// once and echo in turns of a fifth of a second, forth and back: the speed of a virtual machine drifts within seconds. Two
// processes of one program differ too, by where things lie in memory: so everything is started again several times, and it is
// the differences between the starts that say how far the result can be trusted. Of 2 cores, for the machine alone:
//   dotnet run -c Release --project benchmarks/EchoActors.AdminCost [-- CONNECTIONS [STARTS]]
const double Budget = 0.03;
const int Turns = 100;
var slice = TimeSpan.FromSeconds(0.2);
var warmUp = TimeSpan.FromSeconds(4);
var alone = TimeSpan.FromSeconds(6);
var scrapeInterval = TimeSpan.FromSeconds(5);

switch (args)
{
    case [EchoNode.Name, var admin]:
        await EchoNode.RunAsync(bool.Parse(admin));
        return 0;
    case [Load.Name, var port, var count]:
        using (var clients = Load.Connect(int.Parse(port, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture)))
        {
            Console.WriteLine("connected");
            while (Console.ReadLine() is { } seconds)
            {
                var rate = clients.Run(TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)));
                Console.WriteLine(rate.ToString(CultureInfo.InvariantCulture));
            }
        }

        return 0;
}

var connections = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10_000;
var starts = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 6;

// Every thread of this process, and so the browser, whose own priorities then count for nothing: .NET's setters move the first
// thread only, and it is one of the pool's that starts the browser.
await Process.Start("sh", ["-c", $"taskset -acp 1 {Environment.ProcessId} >/dev/null && chrt --all-tasks --idle --pid 0 {Environment.ProcessId}"])
    .WaitForExitAsync();
using var playwright = await Playwright.CreateAsync();
await using var browser = await playwright.Chromium.LaunchAsync(
    new() { ExecutablePath = DebianChromium.Executable, Args = DebianChromium.Arguments });
using var http = new HttpClient();

var (admins, pages) = (new List<Comparison>(), new List<Comparison>());
for (var start = 1; start <= starts; start++)
{
    using var none = await Case.StartAsync("none", admin: false, connections);
    using var admin = await Case.StartAsync("admin", admin: true, connections);
    using var open = await Case.StartAsync("page", admin: true, connections);
    Case[][] orders = [[none, admin, open], [admin, open, none], [open, none, admin]]; // the one in the middle starts coldest
    var cases = orders[start % orders.Length];
    var page = await browser.NewPageAsync();
    await page.GotoAsync(open.Admin);
    await page.Locator("#connections-open").WaitForAsync();
    foreach (var each in cases)
    {
        await each.EchoAsync(warmUp, counted: false);
    }

    using (var scraping = new CancellationTokenSource())
    {
        var scrapes = ScrapeAsync([admin, open], scraping.Token);
        for (var turn = 0; turn < Turns; turn++)
        {
            foreach (var each in turn % 2 == 0 ? cases : cases.Reverse())
            {
                await each.EchoAsync(slice, counted: true);
            }
        }

        await scraping.CancelAsync();
        await scrapes;
    }

    // With every connection silent, what a server still does is the price itself.
    var before = orders[0].Select(each => each.ProcessorTime).ToList();
    await Task.Delay(alone);
    var silent = orders[0].Zip(before, (each, then) => $"{each.Name} {(each.ProcessorTime - then).TotalMilliseconds / alone.TotalSeconds:0.0}");
    var shown = await page.Locator("#connections-open").InnerTextAsync();
    if (shown != connections.ToString("N0", CultureInfo.InvariantCulture))
    {
        throw new InvalidOperationException($"The page shows {shown} connections.");
    }

    await page.CloseAsync();
    admins.Add(Comparison.Of(admin, none));
    pages.Add(Comparison.Of(open, none));
    Console.WriteLine($"start {start} of {starts}");
    foreach (var each in orders[0])
    {
        Console.WriteLine($"  {each.Name,-8} {each.Throughput,8:N0} echoes/s, {each.WorkOfEach:0.00} µs of the server's processor each");
    }

    Console.WriteLine($"  admin to none: throughput {admins[^1].Throughput:0.000}, work {admins[^1].Work:0.000}; page to none: {pages[^1].Throughput:0.000}, {pages[^1].Work:0.000}");
    Console.WriteLine($"  while all are silent, ms of processor a second: {string.Join(", ", silent)}");
}

Console.WriteLine();
Console.WriteLine($"{connections:N0} connections, {starts} starts of {Turns} turns of {slice.TotalMilliseconds:0} ms each");
foreach (var (name, all) in new[] { ("admin to none", admins), ("page to none", pages) })
{
    Console.WriteLine($"{name,-14} throughput {Spread.Of(all.Select(one => one.Throughput))}");
    Console.WriteLine($"{name,-14} work       {Spread.Of(all.Select(one => one.Work))}");
}

return Spread.Of(pages.Select(one => one.Throughput)).Median >= 1 - Budget ? 0 : 1;

async Task ScrapeAsync(IReadOnlyList<Case> servers, CancellationToken cancellationToken)
{
    using var timer = new PeriodicTimer(scrapeInterval);
    try
    {
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await Task.WhenAll(servers.Select(server => http.GetStringAsync($"{server.Admin}metrics", cancellationToken)));
        }
    }
    catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
    {
        // measured
    }
}
