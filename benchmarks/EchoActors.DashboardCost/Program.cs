using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using EchoActors.DashboardCost;
using Microsoft.Playwright;

[assembly: SupportedOSPlatform("linux")]

// What the admin address and an open page cost the echo. One server on core 0; its clients on core 1, and the browser too,
// when the clients leave it time. The cases:
//   none    no admin address: nothing of it is started
//   admin   the admin address, no page open, /metrics scraped once in a round
//   page    the admin address, one page open in a browser, /metrics scraped once in a round
// They are taken in turns, forth and back, in one process of the server and over the same connections, so that whatever
// drifts drifts for all of them, and layout, ports and compiled code are the same. Of 2 cores, for the machine alone:
//   dotnet run -c Release --project benchmarks/EchoActors.DashboardCost [-- CONNECTIONS [TURNS]]
const double Budget = 0.03;
var round = TimeSpan.FromSeconds(4); // two samples of the page
var alone = TimeSpan.FromSeconds(12);
var warmUp = TimeSpan.FromSeconds(12);
var settle = TimeSpan.FromSeconds(3); // under load, so that what starting cost is over

switch (args)
{
    case ["server"]:
        await EchoNode.RunAsync();
        return 0;
    case ["load", var port, var count]:
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
var turns = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 6;
using var server = await Child.StartAsync(core: 0, "server");
using var load = await Child.StartAsync(
    core: 1, "load", server.Ready[EchoNode.Listening.Length..], connections.ToString(CultureInfo.InvariantCulture));

// Every thread of this process, and so the browser, whose own priorities then count for nothing: .NET's setters move the first
// thread only, and it is one of the pool's that starts the browser.
await Process.Start("sh", ["-c", $"taskset -acp 1 {Environment.ProcessId} >/dev/null && chrt --all-tasks --idle --pid 0 {Environment.ProcessId}"])
    .WaitForExitAsync();
using var playwright = await Playwright.CreateAsync();
await using var browser = await playwright.Chromium.LaunchAsync(new()
{
    ExecutablePath = "/usr/bin/chromium",
    Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
using var http = new HttpClient();

async Task NoneAsync(Func<Func<Task>, Task> measure)
{
    await measure(() => Task.CompletedTask);
}

async Task AdminAsync(Func<Func<Task>, Task> measure)
{
    var admin = await server.DoAsync(EchoNode.Start);
    await measure(() => http.GetStringAsync($"{admin}metrics"));
    await server.DoAsync(EchoNode.Stop);
}

async Task PageAsync(Func<Func<Task>, Task> measure)
{
    var admin = await server.DoAsync(EchoNode.Start);
    var page = await browser.NewPageAsync();
    await page.GotoAsync(admin);
    await page.Locator("#connections-open").WaitForAsync();
    await measure(() => http.GetStringAsync($"{admin}metrics"));
    var shown = await page.Locator("#connections-open").InnerTextAsync();
    await page.CloseAsync();
    await server.DoAsync(EchoNode.Stop);
    if (shown != connections.ToString("N0", CultureInfo.InvariantCulture))
    {
        throw new InvalidOperationException($"The page shows {shown} connections.");
    }
}

(Rounds Rounds, Func<Func<Func<Task>, Task>, Task> Run)[] cases =
    [(new Rounds("none"), NoneAsync), (new Rounds("admin"), AdminAsync), (new Rounds("page"), PageAsync)];

// With every connection silent, what the server still does is the price itself.
async Task AloneAsync(Rounds rounds, Func<Func<Func<Task>, Task>, Task> run) => await run(async scrape =>
{
    await Task.Delay(settle);
    var before = server.ProcessorTime;
    await Task.Delay(alone);
    var unscraped = server.ProcessorTime;
    for (var i = 0; i < 10; i++)
    {
        await scrape();
    }

    Console.WriteLine(
        $"{rounds.Name,-16} {(unscraped - before).TotalMilliseconds / alone.TotalSeconds:0.0} ms of processor a second, {(server.ProcessorTime - unscraped).TotalMilliseconds / 10:0.0} ms for each scrape");
});

async Task RoundAsync(Func<Func<Func<Task>, Task>, Task> run, TimeSpan duration, Rounds? rounds) => await run(async scrape =>
{
    await load.DoAsync(settle.TotalSeconds.ToString(CultureInfo.InvariantCulture));
    var (before, clients) = (server.ProcessorTime, load.ProcessorTime);
    var measuring = load.DoAsync(duration.TotalSeconds.ToString(CultureInfo.InvariantCulture));
    await Task.Delay(duration / 2);
    await scrape();
    var rate = double.Parse(await measuring, CultureInfo.InvariantCulture);
    var cost = (server.ProcessorTime - before).TotalMicroseconds / (rate * duration.TotalSeconds);
    rounds?.Add(rate, cost);
    Console.WriteLine(
        $"{rounds?.Name ?? "warm-up",-16} {rate,10:N0} echoes/s, {cost:0.00} µs of the server each; the clients' core {(load.ProcessorTime - clients) / duration:P0} theirs");
});

await RoundAsync(NoneAsync, warmUp, rounds: null);
await RoundAsync(PageAsync, warmUp, rounds: null);
for (var turn = 0; turn < turns; turn++)
{
    foreach (var (rounds, run) in turn % 2 == 0 ? cases : cases.Reverse())
    {
        await RoundAsync(run, round, rounds);
    }
}

foreach (var (rounds, run) in cases)
{
    await AloneAsync(rounds, run);
}

var (none, admin, open) = (cases[0].Rounds, cases[1].Rounds, cases[2].Rounds);
Console.WriteLine();
Console.WriteLine($"{connections:N0} connections, {turns} rounds of {round.TotalSeconds:0} s each");
Array.ForEach(cases, each => Console.WriteLine(each.Rounds));
Console.WriteLine($"admin to none    rate {admin.RatesTo(none)}, work {admin.WorkTo(none)}");
Console.WriteLine($"page to admin    rate {open.RatesTo(admin)}, work {open.WorkTo(admin)}");
Console.WriteLine($"page to none     rate {open.RatesTo(none)}, work {open.WorkTo(none)}");
return open.RatesTo(none).Median >= 1 - Budget ? 0 : 1;
