using EchoActors.Filters.Tls;

namespace EchoActors.Filters;

/// <summary>Which filters stand at an endpoint, the outermost first: PROXY header, TLS, faults. A plain one has none.</summary>
internal static class EndpointFilters
{
    /// <summary>The filters of the connections that a listener accepts.</summary>
    /// <param name="proxies">Whose headers it believes.</param>
    /// <param name="tls">Its certificates, or null without TLS.</param>
    /// <param name="faults">Its faults, or null where there can be none.</param>
    public static IReadOnlyList<FilterFactory> OfListener(ProxyProtocolOptions proxies, TlsServer? tls, FaultControl? faults)
    {
        var filters = new List<FilterFactory>(3);
        if (proxies.Mode != ProxyProtocol.Off)
        {
            filters.Add(place => new ProxyHeaderFilter(place, proxies));
        }

        if (tls is not null)
        {
            filters.Add(place => new TlsFilter(place, tls));
        }

        if (faults is not null)
        {
            filters.Add(place => new FaultsFilter(place, faults));
        }

        return filters;
    }

    /// <summary>The filters of a connection to <paramref name="target"/>.</summary>
    public static IReadOnlyList<FilterFactory> Of(Endpoint target, TlsClientOptions options, ProxyHeaderToSend? header)
    {
        var filters = new List<FilterFactory>(2);
        if (header is not null)
        {
            filters.Add(place => new ProxyHeaderSender(place, header));
        }

        if (target.Scheme == EndpointScheme.Tls)
        {
            var tls = TlsClient.Of(options, target.Host);
            filters.Add(place => new TlsFilter(place, tls));
        }

        return filters;
    }
}
