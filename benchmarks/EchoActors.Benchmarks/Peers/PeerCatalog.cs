using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using EchoActors.Benchmarks.Servers;

namespace EchoActors.Benchmarks.Peers;

/// <summary>The servers that come with the benchmark; the first is what the others are compared to.</summary>
internal static class PeerCatalog
{
    private static readonly IReadOnlyDictionary<string, Func<IEchoServer>> Servers = new Dictionary<string, Func<IEchoServer>>
    {
        ["kestrel"] = () => new KestrelServer(certificate: null),
        ["sockets"] = () => new SocketServer(),
        ["dotnetty"] = () => new DotNettyServer(),
        ["akka-documentation"] = () => new AkkaDocumentationServer(),
        ["epoll"] = () => new EpollServer(),
    };

    private static readonly IReadOnlyDictionary<string, Func<X509Certificate2, IEchoServer>> TlsServers =
        new Dictionary<string, Func<X509Certificate2, IEchoServer>>
        {
            ["kestrel"] = certificate => new KestrelServer(certificate),
            ["sockets"] = certificate => new SslStreamServer(certificate),
        };

    internal static IReadOnlyList<Peer> All { get; } =
    [
        Served("kestrel", "kestrel", "Kestrel, `ConnectionHandler`"),
        EchoActors("echoactors", "`echoactors server`"),
        EchoActors("echoactors-direct", "the same with `--transport direct`", "--transport", "direct"),
        Proxied("echoactors-proxied", "`echoactors server --proxy-protocol required`, after a PROXY protocol header"),
        Proxied("echoactors-direct-proxied", "the same with `--transport direct`", "--transport", "direct"),
        Served("akka-documentation", "akka-documentation", "the Akka.NET documentation's echo, reference configuration"),
        Served("sockets", "sockets", "`async` loops over `Socket`"),
        Served("sockets-inline", "sockets", "the same, completions inline") with
        {
            Environment = new Dictionary<string, string> { ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1" },
        },
        Served("dotnetty", "dotnetty", "DotNetty's echo example"),
        Built("go", "Go's `net`, a goroutine for each connection"),
        Built("tokio", "Rust's tokio, a task for each connection"),
        Built("socat", "socat, a process for each connection") with { LeftOut = ["ten-thousand", "idle"] },
        Served("epoll", "epoll", "one thread over epoll: the load generator's ceiling"),
    ];

    internal static IReadOnlyCollection<string> ServerNames => Servers.Keys.ToArray();

    internal static string EchoActorsCommand => Metadata("EchoActorsCommand");

    /// <summary>One of our own servers, over TLS if there is a certificate.</summary>
    internal static IEchoServer Create(string server, X509Certificate2? certificate) =>
        certificate is null ? Servers[server]() : TlsServers[server](certificate);

    private static string Metadata(string key) => typeof(PeerCatalog).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == key).Value!;

    private static Peer EchoActors(string name, string description, params string[] options)
    {
        string[] settings = ["--config", Path.Combine(AppContext.BaseDirectory, "Peers", "echoactors.conf"), .. options];
        return new Peer(name, description)
        {
            Command = [EchoActorsCommand, "server", "--listen", "127.0.0.1:0", .. settings],
            TlsCommand = certificate => [EchoActorsCommand, "server", "--listen", "tls://127.0.0.1:0", "--tls-cert", certificate, .. settings],
        };
    }

    private static Peer Proxied(string name, string description, params string[] options) =>
        EchoActors(name, description, ["--proxy-protocol", "required", .. options]) with
        {
            IsOnlyByName = true,
            TlsCommand = null,
            Preface = "PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n"u8.ToArray(), // v1 of HAProxy's specification
        };

    // By benchmarks/peers/setup.
    private static Peer Built(string name, string description) => new(name, description)
    {
        Command = [Path.Combine(Metadata("BuiltPeers"), name)],
        IsOptional = true,
    };

    private static Peer Served(string name, string server, string description)
    {
        string[] command = [Path.Combine(AppContext.BaseDirectory, "EchoActors.Benchmarks"), "serve", server];
        return new Peer(name, description)
        {
            Command = command,
            TlsCommand = TlsServers.ContainsKey(server) ? certificate => [.. command, certificate] : null,
        };
    }
}
