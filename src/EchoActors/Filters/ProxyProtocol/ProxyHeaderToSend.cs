using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace EchoActors.Filters;

/// <summary>The header that a client sends before its stream, as a proxy would.</summary>
/// <param name="Version">1 or 2.</param>
/// <param name="Source">The client that it claims to forward; null for the connection's own end.</param>
/// <param name="Destination">The address that the client connected to; null for the connection's own.</param>
public sealed record ProxyHeaderToSend(int Version, IPEndPoint? Source = null, IPEndPoint? Destination = null)
{
    private const string Right = "write v1, v2 or for example v2:192.0.2.1:5000,198.51.100.1:443.";

    /// <summary>Reads <c>v1</c>, <c>v2</c> or <c>v2:SRC,DST</c> and, where it can't, says in one sentence what would be right.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out ProxyHeaderToSend? header, [NotNullWhen(false)] out string? mistake)
    {
        header = null;
        mistake = null;
        var version = text switch
        {
            _ when text is "v1" || text.StartsWith("v1:", StringComparison.Ordinal) => 1,
            _ when text is "v2" || text.StartsWith("v2:", StringComparison.Ordinal) => 2,
            _ => 0,
        };
        if (version == 0)
        {
            mistake = $"'{text}' is no PROXY protocol header: {Right}";
        }
        else if (text.Length == 2)
        {
            header = new ProxyHeaderToSend(version);
        }
        else if (text[3..].Split(',') is [var from, var to])
        {
            if (!TryEnd(from, out var source, out mistake) || !TryEnd(to, out var destination, out mistake))
            {
                return false;
            }

            header = new ProxyHeaderToSend(version, source, destination);
        }
        else
        {
            mistake = $"'{text}' does not name two ends: {Right}";
        }

        return header is not null;
    }

    /// <summary>The bytes of the header on a connection between these ends.</summary>
    internal byte[] Format(EndPoint local, EndPoint remote)
    {
        var (source, destination) = (Source ?? local, Destination ?? remote);
        return Version == 1 ? ProxyHeaderV1.Format(source, destination) : ProxyHeaderV2.Format(source, destination);
    }

    private static bool TryEnd(string text, [NotNullWhen(true)] out IPEndPoint? end, [NotNullWhen(false)] out string? mistake)
    {
        end = null;
        if (HostPort.TryParse(text, out var address, out mistake))
        {
            end = IPAddress.TryParse(address.Host, out var ip) ? new IPEndPoint(ip, address.Port) : null;
            mistake = end is null ? $"'{address.Host}' is a name: a PROXY protocol header has IP addresses; {Right}" : null;
        }

        return end is not null;
    }
}
