// Packages: EchoActors, Microsoft.Extensions.Hosting.
using Akka.Hosting;
using EchoActors.Hosting;
using Microsoft.Extensions.Hosting;
using Samples;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddAkka("my-system", akka => akka
    .WithEchoClient()
    .WithActors((system, _, services) => system.ActorOf(services.Props<Greeter>(), "greeter")));
await builder.Build().RunAsync();
