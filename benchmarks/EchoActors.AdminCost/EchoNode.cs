using Akka.Actor;
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
using Microsoft.Extensions.Logging.Abstractions;

namespace EchoActors.AdminCost;

/// <summary>
/// The server's process: an echo server as <c>echoactors server</c> runs it, with or without the admin address.
/// </summary>
internal static class EchoNode
{
    public const string Name = "server";

    /// <summary>Runs until standard input ends. Says the port, and where the admin address is.</summary>
    public static async Task RunAsync(bool withAdmin)
    {
        RunToCompletion.InlineSocketCompletions();
        var nodes = new AdminNodes();
        var options = new EchoServerOptions { Listen = [new HostPort("127.0.0.1", 0)] };
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddAkka("echoactors", akka => akka
            .ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.LogLevel = LogLevel.ErrorLevel; // standard output is for answers
            })
            .AddHocon("akka.stdout-loglevel = OFF", HoconAddMode.Prepend)
            .AddHocon(RunToCompletion.Config.WithFallback(ReferenceConfig.Default), HoconAddMode.Append)
            .WithEchoServer(options, new EchoServerStatistics("echo-server"))
            .WithAdmin(nodes));
        using var host = builder.Build();
        await host.StartAsync();
        var server = host.Services.GetRequiredService<IRequiredActor<EchoServer>>().ActorRef;
        var bound = await server.Ask<EchoServer.Bound>(EchoServer.GetBound.Instance);

        await using var admin = new AdminService(new AdminOptions { Listen = new HostPort("127.0.0.1", 0) }, nodes, NullLoggerFactory.Instance);
        if (withAdmin)
        {
            await admin.StartAsync(CancellationToken.None);
        }

        Console.WriteLine($"{bound.Addresses[0].Port} {(withAdmin ? admin.Address : null)}");
        await Console.In.ReadToEndAsync();
    }
}
