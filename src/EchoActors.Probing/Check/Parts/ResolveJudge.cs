using System.Net;
using System.Net.Sockets;

namespace EchoActors.Probing.Check.Parts;

/// <summary>Judges a name's resolution.</summary>
internal static class ResolveJudge
{
    /// <param name="host">The name that was asked for.</param>
    /// <param name="canonical">The name that the resolver found (AI_CANONNAME of getaddrinfo(3)).</param>
    /// <param name="addresses">Its addresses, in the order of RFC 6724.</param>
    /// <param name="elapsed">How long it took.</param>
    public static Finding Judge(string host, string canonical, IReadOnlyList<IPAddress> addresses, TimeSpan elapsed)
    {
        if (addresses.Count == 0)
        {
            return NoAddress(host);
        }

        var text = $"{addresses.Count} address{(addresses.Count == 1 ? "" : "es")} in {Quantity.Format(elapsed)}: {string.Join(", ", addresses)}"
            + (addresses.Select(address => address.AddressFamily).Distinct().Count() > 1 ? $"; clients try {addresses[0]} first" : "");

        // resolv.conf(5): a name is completed with each search domain. A name with a dot was probably meant as it stands.
        return canonical.StartsWith(host + ".", StringComparison.OrdinalIgnoreCase) && canonical.Length > host.Length + 1 && !host.EndsWith('.')
            ? new Finding(PartNames.Resolve, host.Contains('.') ? CheckVerdict.Warn : CheckVerdict.Pass, $"{text}; found as {canonical}")
            {
                Why = host.Contains('.') ? $"{host} itself has no address: a search domain of resolv.conf completed it to {canonical}" : null,
                Try = host.Contains('.') ? $"write the whole name, {canonical}, or {host}. with a dot at its end to leave search domains out" : null,
            }
            : new Finding(PartNames.Resolve, CheckVerdict.Pass, text);
    }

    /// <summary>The resolver answered with an error.</summary>
    public static Finding Judge(string host, SocketException failure) =>
        failure.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData
            ? NoAddress(host)
            : new Finding(PartNames.Resolve, CheckVerdict.Fail, $"{host} could not be resolved: {failure.Message}")
            {
                Why = "the name server fails, or can't be reached",
                Try = "ask the servers in /etc/resolv.conf one by one, for example with dig",
            };

    /// <summary>The resolver did not answer.</summary>
    public static Finding Silent(string host, TimeSpan timeout) =>
        new(PartNames.Resolve, CheckVerdict.Fail, $"no name server answered in {Quantity.Format(timeout)} for {host}")
        {
            Why = "the first name server of /etc/resolv.conf is silent, or a firewall drops port 53",
            Try = "ask the servers in /etc/resolv.conf one by one, for example with dig",
        };

    private static Finding NoAddress(string host) => new(PartNames.Resolve, CheckVerdict.Fail, $"{host} has no address")
    {
        Why = "the name is misspelt, or has no A or AAAA record here",
        Try = "check the name, and whether another name server knows it",
    };
}
