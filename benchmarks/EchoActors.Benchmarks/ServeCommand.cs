using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using EchoActors.Benchmarks.Peers;

namespace EchoActors.Benchmarks;

/// <summary><c>serve</c>: runs one of the benchmark's own servers until it is killed. For <c>peers</c> to start.</summary>
internal static class ServeCommand
{
    internal static Command Create()
    {
        var server = new Argument<string>("server");
        server.AcceptOnlyFromAmong([.. PeerCatalog.ServerNames]);
        var certificate = new Argument<string?>("certificate") { Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("serve", "Runs one echo server, over TLS with the certificate of a PEM file.") { server, certificate };
        command.Hidden = true;
        command.SetAction(async (result, cancellation) =>
        {
            var file = result.GetValue(certificate);
            var own = file is null ? null : X509Certificate2.CreateFromPemFile(file);
            var port = await PeerCatalog.Create(result.GetRequiredValue(server), own).Start();
            Console.WriteLine($"listening on {(own is null ? "" : "tls://")}127.0.0.1:{port}");
            await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        return command;
    }
}
