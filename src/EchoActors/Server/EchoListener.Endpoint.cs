using System.Net;
using Akka.Event;
using EchoActors.Configuration;
using EchoActors.Filters;
using EchoActors.Filters.Tls;
using EchoActors.Transport;

namespace EchoActors.Server;

// What the endpoint asks for besides an address: filters, and the file of a Unix socket.
internal sealed partial class EchoListener
{
    private void AddFilters()
    {
        if (_address.Scheme == EndpointScheme.Unix)
        {
            _tcp = Context.System.Tcp(EchoTransport.Direct);
        }

        if (_listener.Tls is { } tls)
        {
            _certificates = new ServerCertificates(tls, _address.Host, _log, _time);
            _statistics.Add(_certificates);
        }

        if (_options.FaultsCanChange || !_listener.Faults.IsEmpty)
        {
            _faults = _statistics.Faults.Add(_address.ToString(), _listener.Faults, _time);
        }

        var proxies = new ProxyProtocolOptions(_listener.ProxyProtocol, _listener.TrustedProxies, _isHealthCheck);
        var tlsServer = _certificates is null ? null : new TlsServer(_certificates, _listener.Tls!, _isHealthCheck);
        var filters = EndpointFilters.OfListener(proxies, tlsServer, _faults);
        if (filters.Count > 0)
        {
            var limits = new HandshakeLimits(_options.HandshakeTimeout, _options.MaxHandshakes);
            _tcp = Context.ActorOf(FilteredTcp.Props(_tcp, filters, limits, _time).OnTransport(Context.System, _options.Transport));
        }
    }

    private void AnnounceFaults(Endpoint address)
    {
        if (_faults is null)
        {
            return;
        }

        _faults.Listener = address.ToString();
        if (_faults.Current is { } inForce)
        {
            _log.Warning("faults are on at {Address}, on purpose: {Faults}", address, inForce.Rules);
        }
    }

    // Akka.IO's manager makes TCP sockets only.
    private void BindUnixSocket(string path)
    {
        if (!Context.System.HasUnixSockets())
        {
            Fail($"can't listen on {_address}: {UnixSocketFile.NeedsEventLoops}");
            return;
        }

        try
        {
            UnixSocketFile.RemoveStale(path);
            Bind(UnixSocketFile.EndPoint(path), backoff: null);
        }
        catch (SettingsException e)
        {
            Fail($"can't listen on {_address}: {e.Message}");
        }
    }

    private void ResetOrphans(EndPoint endPoint)
    {
        if (endPoint is IPEndPoint ip)
        {
            Context.System.ResetOrphans(_options.Transport, ip);
        }
    }

    private Endpoint At(EndPoint endPoint) =>
        _address.Scheme == EndpointScheme.Unix ? _address
        : _address.Scheme == EndpointScheme.Tls ? Endpoint.Tls(HostPort.From(endPoint))
        : HostPort.From(endPoint);
}
