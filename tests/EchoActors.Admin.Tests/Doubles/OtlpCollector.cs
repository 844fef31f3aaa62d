using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EchoActors.Admin.Tests;

/// <summary>A collector that takes metrics by OTLP over gRPC (HTTP/2 without TLS) and remembers each instrument it was sent.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private const string Export = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";

    // A gRPC message: not compressed, of four bytes' length. The answer to an export that was taken whole is empty.
    private const int PrefixLength = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, string> _units = [];
    private readonly SemaphoreSlim _exports = new(0);
    private readonly WebApplication _application;

    private OtlpCollector(WebApplication application) => _application = application;

    public Uri Endpoint { get; private set; } = null!;

    /// <summary>The unit of each instrument, by name.</summary>
    public IReadOnlyDictionary<string, string> Units => _units;

    /// <summary>Waits for exports until each of <paramref name="instruments"/> has arrived, at most half a minute for the next.</summary>
    public async Task ReceivedAsync(params string[] instruments)
    {
        while (instruments.FirstOrDefault(instrument => !_units.ContainsKey(instrument)) is { } missing)
        {
            Assert.True(await _exports.WaitAsync(Patience), $"no further export, and none had {missing}");
        }
    }

    public static async Task<OtlpCollector> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var collector = new OtlpCollector(builder.Build());
        collector._application.Run(collector.AnswerAsync);
        await collector._application.StartAsync();
        var addresses = collector._application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        collector.Endpoint = new Uri(addresses.Addresses.First());
        return collector;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _exports.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        context.Response.ContentType = "application/grpc";
        if (context.Request.Path != Export)
        {
            context.Response.AppendTrailer("grpc-status", "12"); // unimplemented
            return;
        }

        Remember(body.ToArray().AsSpan(PrefixLength).ToArray());
        await context.Response.Body.WriteAsync(new byte[PrefixLength]);
        context.Response.AppendTrailer("grpc-status", "0");
        _exports.Release();
    }

    // ExportMetricsServiceRequest.resource_metrics (1), ResourceMetrics.scope_metrics (2), ScopeMetrics.metrics (2); of a
    // Metric its name (1) and unit (3).
    private void Remember(byte[] request)
    {
        foreach (var metric in from resource in Fields(request, 1) from scope in Fields(resource, 2) from metric in Fields(scope, 2) select metric)
        {
            var name = Encoding.UTF8.GetString(Fields(metric, 1).Single());
            _units[name] = Encoding.UTF8.GetString(Fields(metric, 3).SingleOrDefault() ?? []);
        }
    }

    private static List<byte[]> Fields(byte[] message, int number)
    {
        var found = new List<byte[]>();
        var input = new CodedInputStream(message);
        while (input.ReadTag() is not 0 and var tag)
        {
            if (tag == WireFormat.MakeTag(number, WireFormat.WireType.LengthDelimited))
            {
                found.Add(input.ReadBytes().ToByteArray());
            }
            else
            {
                input.SkipLastField();
            }
        }

        return found;
    }
}
