using System.Net;

namespace EchoActors.Benchmarks.Peers;

/// <summary>A server to measure: a command that prints <c>listening on HOST:PORT</c>, or one that runs already.</summary>
internal sealed record Peer(string Name, string Description)
{
    /// <summary>The program and its arguments; empty when the server runs already.</summary>
    internal IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>The same server at a TLS endpoint, given the PEM file of its certificate; null when there is none.</summary>
    internal Func<string, IReadOnlyList<string>>? TlsCommand { get; init; }

    internal IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether it is left out where its program is missing.</summary>
    internal bool IsOptional { get; init; }

    /// <summary>Workloads with more connections than it bears.</summary>
    internal IReadOnlyCollection<string> LeftOut { get; init; } = [];

    /// <summary>Whether it is measured only where <c>--only</c> names it.</summary>
    internal bool IsOnlyByName { get; init; }

    /// <summary>What each connection sends first, which is not echoed; none if null.</summary>
    internal byte[]? Preface { get; init; }

    internal bool IsMissing => IsOptional && !File.Exists(Command[0]);

    /// <summary>Where the server runs already; its process is not ours to pin, pause or account for.</summary>
    internal IPEndPoint? Running { get; init; }
}
