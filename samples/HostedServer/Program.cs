// Packages: EchoActors, Microsoft.Extensions.Hosting.
using Akka.Hosting;
using EchoActors;
using EchoActors.Hosting;
using EchoActors.Server;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddAkka("my-system", akka => akka
    .WithEchoServer(new EchoServerOptions { Listen = [new HostPort("127.0.0.1", 3000)] }));
await builder.Build().RunAsync();
