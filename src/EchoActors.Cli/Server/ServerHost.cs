using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using EchoActors.Admin;
using EchoActors.Admin.Hosting;
using EchoActors.Configuration;
using EchoActors.Hosting;
using EchoActors.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;
using Serilog.Events;

namespace EchoActors.Cli;

/// <summary>Runs <c>echoactors server</c>: a host with one echo server, until a signal stops it.</summary>
internal static class ServerHost
{
    private static readonly TimeSpan ShutdownMargin = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(
        Config configuration,
        EchoServerOptions options,
        AdminOptions admin,
        LogFormat format,
        int verbosity,
        Func<EchoServerOptions>? reload)
    {
        DescriptorFloor.Require(admin.Listen is null ? DescriptorFloor.Server : DescriptorFloor.Admin);
        var execution = InlineExecution.EnableForServer(options);
        var debug = verbosity > 1;
        await using var log = Logs.ToConsole(
            debug ? LogEventLevel.Debug : LogEventLevel.Information, format, standardErrorFrom: LogEventLevel.Error);
        var statistics = new EchoServerStatistics("echo-server");

        var nodes = new AdminNodes();
        var host = EchoHost.Build(
            configuration,
            execution,
            log,
            options.DrainTimeout + ShutdownMargin,
            services => services.AddAdmin(admin, nodes),
            akka => akka.WithEchoServer(options with { ReservedDescriptors = admin.Descriptors, FaultsCanChange = admin is { Listen: not null, TokenFile: not null } }, statistics).WithAdmin(nodes));
        using var interruption = Interruption.Of([host], log, reload is null ? null : () => Reload(host, reload, log));

        try
        {
            await EchoHost.StartAsync(host);
            await host.WaitForShutdownAsync();
            host.Dispose();
        }
        catch (AdminBindException e)
        {
            log.Error("{Reason}", e.Message);
            return ExitCode.Failure;
        }

        var clean = Environment.ExitCode == ExitCode.Success && statistics.Ended(ConnectionEnd.DrainTimeout) == 0;
        return clean ? ExitCode.Success : ExitCode.Failure;
    }

    // After a wrong setting, the server keeps the settings that it has.
    private static void Reload(IHost host, Func<EchoServerOptions> reload, ILogger log)
    {
        try
        {
            var options = reload();
            if (host.Services.GetRequiredService<ActorRegistry>().TryGet<EchoServer>(out var server))
            {
                server.Tell(new EchoServer.Reconfigure(options), ActorRefs.NoSender);
            }
        }
        catch (Exception e) when (e is SettingsException or UsageException)
        {
            log.Error("not reloaded: {Reason}", e.Message);
        }
    }
}
