using System.Net.Sockets;
using EchoActors.Client;
using Xunit;

namespace EchoActors.Tests.Client;

public sealed class ConnectFailureTests
{
    private static readonly HostPort Target = new("::1", 3000);

    [Fact]
    public void A_link_local_address_without_an_interface_is_told_so() =>
        Assert.Equal(
            (EchoEnd.Unreachable, "[fe80::1]:3000 can't be connected to: a link-local address needs the name of an interface of this machine, for example [fe80::1%eth0]:3000."),
            ConnectFailure.Describe(new HostPort("fe80::1", 3000), AddressFamily.InterNetworkV6, SocketError.InvalidArgument));

    [Theory]
    [InlineData(SocketError.AddressNotAvailable, false, EchoEnd.Unreachable, "[::1]:3000 can't be connected to: this machine has no IPv6 address.")]
    [InlineData(SocketError.AddressFamilyNotSupported, false, EchoEnd.Unreachable, "[::1]:3000 can't be connected to: this machine has no IPv6 address.")]
    [InlineData(SocketError.AddressNotAvailable, true, EchoEnd.Exhausted, "no local port is left to connect to [::1]:3000 (net.ipv4.ip_local_port_range).")]
    public void A_family_that_this_machine_does_not_have_is_told_from_ports_that_are_used_up(
        SocketError error, bool hasFamily, EchoEnd end, string message) =>
        Assert.Equal((end, message), ConnectFailure.Describe(Target, AddressFamily.InterNetworkV6, error, _ => hasFamily));
}
