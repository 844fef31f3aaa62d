using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Hosting;
using EchoActors.Admin;
using EchoActors.Admin.Hosting;
using EchoActors.Configuration;
using EchoActors.Dispatch;
using EchoActors.Hosting;
using EchoActors.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;
using Serilog.Events;

namespace EchoActors.Cli;

/// <summary>The process that serves: a generic host with one echo server in its actor system.</summary>
internal static class ServerHost
{
    private static readonly TimeSpan ShutdownMargin = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(Config configuration, EchoServerOptions options, AdminOptions admin, LogFormat format, int verbosity, Func<EchoServerOptions>? reload)
    {
        var debug = verbosity > 1;
        await using var log = Logs.ToConsole(
            debug ? LogEventLevel.Debug : LogEventLevel.Information, format, standardErrorFrom: LogEventLevel.Error);
        var statistics = new EchoServerStatistics("echo-server");

        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSerilog(log);
        builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTimeout + ShutdownMargin);
        var nodes = new AdminNodes();
        builder.Services.AddAdmin(admin, nodes);
        builder.Services.AddAkka("echoactors", akka => akka
            .ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
                loggers.LogLevel = debug ? LogLevel.DebugLevel : LogLevel.InfoLevel;
            })
            .AddHocon(configuration, HoconAddMode.Prepend)
            .AddHocon(HostDefaults.Akka, HoconAddMode.Append)
            .AddHocon(RunToCompletion.Config.WithFallback(ReferenceConfig.Default), HoconAddMode.Append)
            .WithActors((system, _) => system.FlushLogBeforeEnd())
            .WithEchoServer(options, statistics)
            .WithAdmin(nodes));
        using var host = builder.Build();
        using var interruption = Interruption.Of([host], log, reload is null ? null : () => Reload(host, reload, log));

        try
        {
            await StartAsync(host);
            await host.WaitForShutdownAsync();
        }
        catch (AdminBindException e)
        {
            log.Error("{Reason}", e.Message);
            return ExitCode.Failure;
        }

        var clean = Environment.ExitCode == ExitCode.Success && statistics.Ended(ConnectionEnd.DrainTimeout) == 0;
        return clean ? ExitCode.Success : ExitCode.Failure;
    }

    // A setting that is wrong leaves those that serve as they are.
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

    private static async Task StartAsync(IHost host)
    {
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        try
        {
            await host.StartAsync();
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Stopped by a signal while it started: what has started is stopped as ever.
        }
    }
}
