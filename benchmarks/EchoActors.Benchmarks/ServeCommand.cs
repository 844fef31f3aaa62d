using System.CommandLine;
using EchoActors.Benchmarks.Peers;

namespace EchoActors.Benchmarks;

/// <summary><c>serve</c>: runs one of the benchmark's own servers until it is killed. For <c>peers</c> to start.</summary>
internal static class ServeCommand
{
    internal static Command Create()
    {
        var server = new Argument<string>("server");
        server.AcceptOnlyFromAmong([.. PeerCatalog.ServerNames]);
        var command = new Command("serve", "Runs one echo server.") { server };
        command.Hidden = true;
        command.SetAction(async (result, cancellation) =>
        {
            var port = await PeerCatalog.Create(result.GetRequiredValue(server)).Start();
            Console.WriteLine($"listening on 127.0.0.1:{port}");
            await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        return command;
    }
}
