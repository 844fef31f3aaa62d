using System.Net;
using System.Net.Sockets;
using Akka.Actor;

namespace EchoActors.Mesh.Membership;

/// <summary>Addresses of Akka's remoting as <see cref="HostPort"/> and back: Akka keeps the brackets of an IPv6 host.</summary>
internal static class ClusterHosts
{
    public static HostPort ToHostPort(this Address address) =>
        new(address.Host.TrimStart('[').TrimEnd(']'), address.Port ?? 0);

    /// <summary>The address of the same actor system on another host.</summary>
    public static Address At(this Address address, HostPort other)
    {
        var isIPv6 = IPAddress.TryParse(other.Host, out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6;
        return address.WithHost(isIPv6 ? $"[{ip}]" : other.Host).WithPort(other.Port);
    }
}
