using System.Reflection;
using EchoActors.Benchmarks.Servers;

namespace EchoActors.Benchmarks.Peers;

/// <summary>The servers that come with the benchmark; the first is what the others are compared to.</summary>
internal static class PeerCatalog
{
    private static readonly IReadOnlyDictionary<string, Func<IEchoServer>> Servers = new Dictionary<string, Func<IEchoServer>>
    {
        ["kestrel"] = () => new KestrelServer(),
        ["sockets"] = () => new SocketServer(),
        ["dotnetty"] = () => new DotNettyServer(),
        ["akka-documentation"] = () => new AkkaDocumentationServer(),
        ["epoll"] = () => new EpollServer(),
    };

    internal static IReadOnlyList<Peer> All { get; } =
    [
        Served("kestrel", "kestrel", "Kestrel, `ConnectionHandler`"),
        EchoActors("echoactors", "`echoactors server`", "echoactors.conf"),
        EchoActors("echoactors-direct", "the same with hocon/direct.conf", "echoactors.conf", "direct.conf"),
        Served("akka-documentation", "akka-documentation", "the Akka.NET documentation's echo, reference configuration"),
        Served("sockets", "sockets", "`async` loops over `Socket`"),
        Served("sockets-inline", "sockets", "the same, completions inline") with
        {
            Environment = new Dictionary<string, string> { ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1" },
        },
        Served("dotnetty", "dotnetty", "DotNetty's echo example"),
        Served("epoll", "epoll", "one thread over epoll: the load generator's ceiling"),
    ];

    internal static IReadOnlyCollection<string> ServerNames => Servers.Keys.ToArray();

    internal static string EchoActorsCommand => typeof(PeerCatalog).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "EchoActorsCommand").Value!;

    internal static IEchoServer Create(string server) => Servers[server]();

    private static Peer EchoActors(string name, string description, params string[] configurations) => new(name, description)
    {
        Command =
        [
            EchoActorsCommand, "server", "--listen", "127.0.0.1:0",
            .. configurations.SelectMany(file => new[] { "--config", Path.Combine(AppContext.BaseDirectory, "Peers", file) }),
        ],
    };

    private static Peer Served(string name, string server, string description) => new(name, description)
    {
        Command = [Path.Combine(AppContext.BaseDirectory, "EchoActors.Benchmarks"), "serve", server],
    };
}
