using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EchoActors.Admin.Tests;

/// <summary>A page of another origin against the admin address, in a real browser.</summary>
public sealed class OriginScenarios(SharedNode shared) : IClassFixture<SharedNode>
{
    private const string Attempts = """
        async admin => {
          const fetched = options => fetch(`http://${admin}/api/v1/status`, options).then(answer => answer.text()).then(text => `read ${text}`, () => 'refused');
          const channel = new Promise(done => {
            const socket = new WebSocket(`ws://${admin}/_blazor`);
            socket.onopen = () => done('open');
            socket.onerror = () => done('refused');
          });
          const script = new Promise(done => {
            const element = document.createElement('script');
            element.onload = () => done('loaded');
            element.onerror = () => done('refused');
            element.src = `http://${admin}/assets/admin.js`;
            document.head.append(element);
          });
          return [await fetched({}), await fetched({ mode: 'no-cors' }), await channel, await script].join(', ');
        }
        """;

    [SkippableFact]
    public async Task A_page_elsewhere_neither_reads_the_api_nor_opens_a_circuit_nor_loads_a_script()
    {
        await using var elsewhere = await StartAsync();
        await using var live = await Browser.OpenAsync(shared.Node.Admin);
        var own = await live.Page.EvaluateAsync<string>(Attempts, shared.Node.Admin.Authority);

        await live.Page.GotoAsync(elsewhere.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
        var foreign = await live.Page.EvaluateAsync<string>(Attempts, shared.Node.Admin.Authority);

        Assert.Matches("^read .*, read .*, open, loaded$", own); // the same attempts succeed from its own page
        Assert.Equal("refused, refused, refused, refused", foreign);
    }

    private static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        application.Run(context => context.Response.WriteAsync("<!DOCTYPE html><title>elsewhere</title>"));
        await application.StartAsync();
        return application;
    }
}
