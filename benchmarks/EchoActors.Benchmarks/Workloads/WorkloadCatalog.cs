using EchoActors.Benchmarks.Load;

namespace EchoActors.Benchmarks.Workloads;

/// <summary>Every workload, in the order it is run and reported.</summary>
internal static class WorkloadCatalog
{
    internal static IReadOnlyList<IWorkload> All { get; } =
    [
        Echo("one", "64 B request and reply, 1 connection", new EchoShape(1, 64, 1)),
        Echo("hundred", "64 B request and reply, 100 connections", new EchoShape(100, 64, 1)),
        Echo("thousand", "64 B request and reply, 1,000 connections", new EchoShape(1_000, 64, 1)),
        Echo("ten-thousand", "64 B request and reply, 10,000 connections", new EchoShape(10_000, 64, 1)),
        Echo("bulk", "64 KiB messages, 4 in flight, 10 connections", new EchoShape(10, 64 * 1024, 4)),
        Echo("pipelined", "64 B messages, 64 in flight, 50 connections", new EchoShape(50, 64, 64)),
        new SteadyLoad("churn", "connections of one 10 B exchange each, 32 at a time", Metric.ExchangeRate, Churn),
        new IdleMemory("idle", overTls: false),
        new Ramp("ramp", "start-up: 64 B request and reply, 100 connections, to a server just started", Hundred),
        new Ramp("ramp-churn", "start-up: connections of one 10 B exchange each, 32 at a time, to a server just started", Churn),
        new Scaling("scaling", "64 B request and reply, 100 connections, server on two cores", Hundred),
        new Scaling("scaling-churn", "connections of one 10 B exchange each, 32 at a time, server on two cores", Churn),
        Echo("tls-hundred", "64 B request and reply, 100 connections over TLS", new EchoShape(100, 64, 1), overTls: true),
        Echo("tls-bulk", "64 KiB messages, 4 in flight, 10 connections over TLS", new EchoShape(10, 64 * 1024, 4), overTls: true),
        new SteadyLoad("tls-churn", "connections of a full TLS handshake and one 10 B exchange each, 32 at a time", Metric.ExchangeRate, Churn)
        {
            OverTls = true,
        },
        new IdleMemory("tls-idle", overTls: true),
    ];

    private static SteadyLoad Echo(string name, string title, EchoShape shape, bool overTls = false) =>
        new(name, title, Metric.MessageRate, (target, ownCore) => new EchoLoad(target, shape, ownCore)) { OverTls = overTls };

    private static EchoLoad Hundred(LoadTarget target, bool ownCore) => new(target, new EchoShape(100, 64, 1), ownCore);

    private static ChurnLoad Churn(LoadTarget target, bool ownCore) => new(target, ownCore);
}
