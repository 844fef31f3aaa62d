namespace EchoActors;

/// <summary>What is at an <see cref="Endpoint"/>.</summary>
public enum EndpointScheme
{
    /// <summary>A plain TCP stream: <c>HOST:PORT</c> or <c>tcp://HOST:PORT</c>.</summary>
    Tcp,

    /// <summary>TLS over TCP: <c>tls://HOST:PORT</c>.</summary>
    Tls,

    /// <summary>A stream over a Unix socket: <c>unix:/path</c>, or <c>unix:@name</c> in Linux's abstract namespace (unix(7)).</summary>
    Unix,
}
