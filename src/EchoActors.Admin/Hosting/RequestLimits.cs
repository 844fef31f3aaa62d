using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EchoActors.Admin.Hosting;

/// <summary>
/// How many requests are answered at once. Live pages have a limit and a rate of their own; all other requests together
/// leave a few sockets to <c>/health</c>, which nothing limits.
/// </summary>
internal static class RequestLimits
{
    /// <summary>The sockets that live pages must leave: half of them for <c>/health</c>, half for everything else.</summary>
    public const int SocketsBesidePages = 16;

    private const int HealthReserve = 8;

    // A browser opens its live page again at once when the node comes back. More requests than that do not come from a browser.
    private const int PagesAtOnce = 20;
    private const int PagesPerSecond = 2;

    public static void AddRequestLimits(this IServiceCollection services, AdminOptions options) =>
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status503ServiceUnavailable;
            limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(AtOnce(options), PerSecond());
        });

    private static PartitionedRateLimiter<HttpContext> AtOnce(AdminOptions options) =>
        PartitionedRateLimiter.Create<HttpContext, Kind>(context => KindOf(context) switch
        {
            Kind.Health => RateLimitPartition.GetNoLimiter(Kind.Health),
            Kind.LivePage => RateLimitPartition.GetConcurrencyLimiter(
                Kind.LivePage, _ => new ConcurrencyLimiterOptions { PermitLimit = options.MaxPages }),
            _ => RateLimitPartition.GetConcurrencyLimiter(
                Kind.Other,
                _ => new ConcurrencyLimiterOptions { PermitLimit = options.MaxConnections - options.MaxPages - HealthReserve }),
        });

    private static PartitionedRateLimiter<HttpContext> PerSecond() =>
        PartitionedRateLimiter.Create<HttpContext, Kind>(context => KindOf(context) switch
        {
            Kind.LivePage => RateLimitPartition.GetTokenBucketLimiter(Kind.LivePage, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = PagesAtOnce,
                TokensPerPeriod = PagesPerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                AutoReplenishment = true,
            }),
            var other => RateLimitPartition.GetNoLimiter(other),
        });

    private static Kind KindOf(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/health") ? Kind.Health
        : context.WebSockets.IsWebSocketRequest ? Kind.LivePage
        : Kind.Other;

    private enum Kind
    {
        Health,
        LivePage,
        Other,
    }
}
