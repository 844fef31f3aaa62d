using System.Globalization;
using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using EchoActors.Configuration;
using EchoActors.Dashboard;
using EchoActors.Dashboard.Hosting;
using EchoActors.Dispatch;
using EchoActors.Hosting;
using EchoActors.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace EchoActors.DashboardCost;

/// <summary>
/// The server's process: an echo server as <c>echoactors server</c> runs it, whose admin address comes and goes as it is
/// told, so that what it costs is seen in one process with the same connections.
/// </summary>
internal static class EchoNode
{
    public const string Listening = "listening on ";
    public const string Start = "start";
    public const string Stop = "stop";

    public static async Task RunAsync()
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
        Console.WriteLine(Listening + bound.Addresses[0].Port.ToString(CultureInfo.InvariantCulture));

        AdminService? admin = null;
        while (Console.ReadLine() is { } order)
        {
            if (order == Start)
            {
                admin = new AdminService(new AdminOptions { Listen = new HostPort("127.0.0.1", 0) }, nodes, NullLoggerFactory.Instance);
                await admin.StartAsync(CancellationToken.None);
            }
            else if (admin is not null)
            {
                await admin.StopAsync(CancellationToken.None);
                await admin.DisposeAsync();
                admin = null;
            }

            Console.WriteLine(admin?.Address);
        }
    }
}
