using System.Net;

namespace EchoActors;

/// <summary>IPv6 link-local addresses, each of which is an address on every interface: RFC 4007, section 11, names the one that is meant.</summary>
internal static class LinkLocal
{
    /// <summary>The reason why such an address by itself can't be used, as the end of a sentence about it.</summary>
    public const string InterfaceNeeded = "a link-local address needs the name of an interface of this machine, for example [fe80::1%eth0]:3000";

    /// <summary>Whether <paramref name="host"/> is such an address and names no interface of this machine.</summary>
    public static bool LacksInterface(string host) =>
        IPAddress.TryParse(host, out var address) && address is { IsIPv6LinkLocal: true, ScopeId: 0 };
}
