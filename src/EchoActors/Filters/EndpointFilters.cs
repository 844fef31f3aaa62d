using EchoActors.Filters.Tls;

namespace EchoActors.Filters;

/// <summary>Which filters stand at an endpoint, the outermost first: PROXY header, TLS, faults. A plain one has none.</summary>
internal static class EndpointFilters
{
    /// <summary>The filters of the connections that a listener accepts.</summary>
    public static IReadOnlyList<FilterFactory> OfListener(TlsServer? tls) =>
        tls is null ? [] : [place => new TlsFilter(place, tls)];

    /// <summary>The filters of a connection to <paramref name="target"/>.</summary>
    public static IReadOnlyList<FilterFactory> Of(Endpoint target, TlsClientOptions options)
    {
        if (target.Scheme != EndpointScheme.Tls)
        {
            return [];
        }

        var tls = TlsClient.Of(options, target.Host);
        return [place => new TlsFilter(place, tls)];
    }
}
