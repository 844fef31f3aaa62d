using EchoActors.Server;

namespace EchoActors.Admin.Live;

/// <summary>One server as the page shows it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Status">What it is doing; <see langword="null"/> while it does not answer.</param>
/// <param name="History">Its figures, oldest first; never empty once it has answered.</param>
/// <param name="Busiest">The connections that moved most since the sample before, while a page is open.</param>
/// <param name="Oldest">The connections that have been open longest, while a page is open.</param>
/// <param name="DrainStarted">When it began to drain, and with how many clients.</param>
public sealed record ServerView(
    string Name,
    EchoServer.Status? Status,
    IReadOnlyList<ServerSample> History,
    IReadOnlyList<RankedConnection> Busiest,
    IReadOnlyList<RankedConnection> Oldest,
    DrainStart? DrainStarted);

/// <summary>The beginning of a drain.</summary>
/// <param name="At">When it was first seen.</param>
/// <param name="Open">How many clients were connected.</param>
public sealed record DrainStart(DateTimeOffset At, int Open);
