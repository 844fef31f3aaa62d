using System.Net.Sockets;
using System.Security.Authentication;

namespace EchoActors.Mesh.Membership;

/// <summary>Why remoting could not connect to a node, as the end of a sentence about the node.</summary>
internal static class AssociationFailure
{
    /// <summary>Whether the failure is one of TLS: a certificate that was refused, or a peer that does not speak TLS.</summary>
    public static bool IsTls(Exception failure) => Chain(failure).Any(each =>
        each is AuthenticationException || each.Message.StartsWith("TLS handshake failed", StringComparison.Ordinal));

    public static string Describe(Exception failure)
    {
        var chain = Chain(failure).ToList();
        if (IsTls(failure))
        {
            return $"the TLS handshake failed: {PrintableText.Format(chain[^1].Message)}";
        }

        return chain.OfType<SocketException>().FirstOrDefault()?.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => "it refuses connections: nothing listens there",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "no address of that name is known",
            SocketError.NetworkUnreachable or SocketError.HostUnreachable => "there is no route to it",
            SocketError.TimedOut => "it does not answer",
            _ when chain.Any(each => each is KeyNotFoundException) =>
                "its name has no address of the family that this node uses (akka.remote.dot-netty.tcp.dns-use-ipv6)",
            _ when chain.Any(each => each.Message.Contains("Connection refused", StringComparison.Ordinal)) =>
                "it refuses connections: nothing listens there",
            _ => PrintableText.Format(chain[^1].Message),
        };
    }

    private static IEnumerable<Exception> Chain(Exception failure)
    {
        for (var each = failure; each is not null; each = each.InnerException)
        {
            yield return each;
        }
    }
}
