using EchoActors.Probing.Ping;

namespace EchoActors.Cli;

/// <summary>One run of <c>echoactors ping --flows</c>: a line for each flow, and an exit code.</summary>
internal sealed class PingFlowsRunner(PingOptions options, int flows, OutputFormat format)
{
    // Left out, a ping goes on until ctrl-c; flows show nothing before their end.
    private const int DefaultCount = 10;

    public async Task<int> RunAsync()
    {
        using var interruption = new Interruption();
        var system = await ClientSystem.CreateForMeasuringAsync(options.Transport, options.Target);
        var results = await system.PingFlowsAsync(options with { Count = options.Count ?? DefaultCount }, flows, interruption.Token);
        await system.Terminate();
        if (format == OutputFormat.Json)
        {
            var writer = new PingJson(options.Target);
            results.ToList().ForEach(writer.Write);
        }
        else
        {
            WriteText(results);
        }

        return results switch
        {
            _ when results.All(flow => !flow.Summary.HasConnected) => ExitCode.CouldNotConnect,
            _ when results.Any(flow => flow.Summary is { Lost: > 0 } or { Faults: > 0 } or { Echoed: 0 }) => ExitCode.Failure,
            _ => ExitCode.Success,
        };
    }

    private void WriteText(IReadOnlyList<PingFlow> results)
    {
        foreach (var flow in results)
        {
            var (trips, path) = (flow.Summary.RoundTrips, flow.Summary.Path);
            Console.WriteLine($"port {(flow.Ports.Count == 0 ? "?" : string.Join(", ", flow.Ports.Distinct().Take(2)))}: {flow.Summary.Echoed:N0} of {flow.Summary.Sent:N0} echoed"
                + (flow.Summary.Echoed == 0 ? "" : $", min {Quantity.Format(trips.Shortest)}, p50 {Quantity.Format(trips.Percentile(50))}, max {Quantity.Format(trips.Longest)}")
                + (path is { Retransmitted: > 0 } ? $", {path.Retransmitted:N0} sent again" : ""));
        }

        Console.WriteLine();
        Console.WriteLine($"--- {options.Target} ---");
        Console.WriteLine($"{results.Count:N0} flows, {results.Sum(flow => flow.Summary.Sent):N0} sent, {results.Sum(flow => flow.Summary.Echoed):N0} echoed, {results.Sum(flow => flow.Summary.Lost):N0} lost");
    }
}
