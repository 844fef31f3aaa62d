using EchoActors.Server;

namespace EchoActors.Admin.Live;

/// <summary>One server as the page shows it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="Status">What it is doing; <see langword="null"/> while it does not answer.</param>
/// <param name="History">Its figures, oldest first; never empty once it has answered.</param>
/// <param name="Silences">When it did not answer.</param>
/// <param name="Connections">Its connections, as they are while a page is open.</param>
/// <param name="DrainStarted">When it began to drain, and with how many clients.</param>
public sealed record ServerView(
    string Name,
    DateTimeOffset StartedAt,
    EchoServer.Status? Status,
    IReadOnlyList<ServerSample> History,
    IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> Silences,
    ConnectionRanking Connections,
    DrainStart? DrainStarted);

/// <summary>The beginning of a drain.</summary>
/// <param name="At">When it was first seen.</param>
/// <param name="Open">How many clients were connected.</param>
public sealed record DrainStart(DateTimeOffset At, int Open);
