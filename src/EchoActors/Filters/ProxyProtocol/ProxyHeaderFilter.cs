using Akka.IO;
using EchoActors.Server;

namespace EchoActors.Filters;

/// <summary>
/// Reads the header that a proxy puts before the stream of its client, and gives the handler the client's address. After the
/// header it passes everything on.
/// </summary>
internal sealed class ProxyHeaderFilter(FilterPlace place, ProxyProtocolOptions options) : TcpFilter(place)
{
    private ByteString _read = ByteString.Empty;
    private bool _endsAfterRest; // the stream ended while the filter read

    protected override void Prepare()
    {
        if (options.IsHealthCheck?.Invoke(Ends.RemoteAddress) == true)
        {
            Ready(Ends);
        }
        else if (options.Trusts(Ends.RemoteAddress))
        {
            AskForMore();
        }
        else if (options.Mode == ProxyProtocol.Required)
        {
            Refuse(RefusalReason.ProxyNotTrusted, "it is not one of trusted-proxies, and the listener takes connections only from these.");
        }
        else
        {
            Ready(Ends);
        }
    }

    protected override void WhilePreparing(Tcp.Event message)
    {
        switch (message)
        {
            case Tcp.Received received:
                _read += received.Data;
                Read();
                break;
            case Tcp.PeerClosed when options.Mode == ProxyProtocol.Optional:
                _endsAfterRest = true;
                Ready(Ends, _read);
                break;
            default:
                base.WhilePreparing(message);
                break;
        }
    }

    protected override void TooSlow() => Refuse(
        RefusalReason.ProxyHeaderTimeout,
        options.Mode == ProxyProtocol.Required
            ? "its PROXY protocol header was not complete within the handshake timeout."
            : "it sent neither a PROXY protocol header nor data within the handshake timeout.");

    protected override void HandleCommand(Tcp.Command command)
    {
        if (!_endsAfterRest || command is not Tcp.ResumeReading)
        {
            base.HandleCommand(command);
        }
        else if (_read.IsEmpty)
        {
            _endsAfterRest = false;
            HandleEvent(Tcp.PeerClosed.Instance);
        }
        else
        {
            _read = ByteString.Empty;
            base.HandleCommand(command);
        }
    }

    private void Read()
    {
        var parse = ProxyHeaderParser.Parse(_read.ToReadOnlySpan());
        switch (parse.State)
        {
            case ProxyHeaderState.Incomplete:
                AskForMore();
                break;
            case ProxyHeaderState.Complete:
                Believe(parse.Header!, _read.Slice(parse.Length));
                break;
            case ProxyHeaderState.Absent when options.Mode == ProxyProtocol.Optional:
                PassOn(Ends, _read);
                break;
            case ProxyHeaderState.Absent:
                Refuse(RefusalReason.ProxyHeaderMissing, "it sent no PROXY protocol header, which the listener requires.");
                break;
            case ProxyHeaderState.TooLong:
                Refuse(RefusalReason.ProxyHeaderTooLong, $"its PROXY protocol header is too long: {parse.Mistake}.");
                break;
            default:
                Refuse(RefusalReason.ProxyHeaderMalformed, $"its PROXY protocol header is malformed: {parse.Mistake}.");
                break;
        }
    }

    private void Believe(ProxyHeader header, ByteString rest)
    {
        if (header.Source is null) // the proxy speaks for itself
        {
            PassOn(Ends, rest);
            return;
        }

        Facts.Proxy = Ends.RemoteAddress;
        PassOn(new Tcp.Connected(header.Source, header.Destination ?? Ends.LocalAddress), rest);
    }

    private void PassOn(Tcp.Connected ends, ByteString rest)
    {
        _read = ByteString.Empty;
        Ready(ends, rest);
    }
}
