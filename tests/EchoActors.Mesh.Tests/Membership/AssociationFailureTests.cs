using System.Net.Sockets;
using System.Security.Authentication;
using EchoActors.Mesh.Membership;
using Xunit;

namespace EchoActors.Mesh.Tests.Membership;

public sealed class AssociationFailureTests
{
    [Theory]
    [InlineData(SocketError.ConnectionRefused, "it refuses connections: nothing listens there")]
    [InlineData(SocketError.HostNotFound, "no address of that name is known")]
    [InlineData(SocketError.HostUnreachable, "there is no route to it")]
    [InlineData(SocketError.TimedOut, "it does not answer")]
    public void The_error_of_the_socket_is_said_in_words(SocketError error, string reason) =>
        Assert.Equal(reason, AssociationFailure.Describe(new InvalidOperationException("outer", new SocketException((int)error))));

    [Fact]
    public void A_failed_handshake_is_told_from_the_rest()
    {
        var failed = new InvalidOperationException("TLS handshake failed for akka.ssl.tcp://a@b:1", new AuthenticationException("rejected\u001b"));
        Assert.True(AssociationFailure.IsTls(failed));
        Assert.Equal("the TLS handshake failed: rejected\\x1b", AssociationFailure.Describe(failed));
        Assert.False(AssociationFailure.IsTls(new InvalidOperationException("else")));
    }
}
