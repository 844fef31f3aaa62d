using System.Net;
using Akka.Actor;
using EchoActors.Filters;
using EchoActors.Mesh;
using EchoActors.Server;

namespace EchoActors.Admin;

/// <summary>One node of this process, as the admin address sees it.</summary>
/// <param name="name">Its name on the page and in the API.</param>
/// <param name="system">Its actor system.</param>
/// <param name="server">Its <see cref="EchoServer"/>.</param>
/// <param name="mesh">Its view of its mesh, or <see langword="null"/> if it is in none.</param>
public sealed class AdminNode(string name, ActorSystem system, IActorRef server, IMeshView? mesh = null)
{
    private volatile bool _stopping;

    /// <summary>Its name on the page and in the API.</summary>
    public string Name { get; } = name;

    /// <summary>Its view of its mesh, or <see langword="null"/> if it is in none.</summary>
    public IMeshView? Mesh { get; } = mesh;

    /// <summary>Its actor system, for actors that ask other servers.</summary>
    internal IActorRefFactory Actors => system;

    /// <summary>When it started.</summary>
    internal DateTimeOffset StartedAt { get; } = DateTimeOffset.UtcNow;

    /// <summary>Whether the cluster counts it as Up; <see langword="true"/> where it is in none.</summary>
    internal bool IsMember =>
        Mesh is null || Mesh.Matrix.Members.Any(member => member.Node == Mesh.Matrix.Self && member.State == MemberState.Up);

    /// <summary>Whether it has begun to stop; set before it turns the first client away.</summary>
    public bool Stopping => _stopping;

    /// <summary>Says that it has begun to stop.</summary>
    public void MarkStopping() => _stopping = true;

    /// <summary>The status of its server, or <see langword="null"/> if it does not answer within <paramref name="timeout"/>.</summary>
    internal async Task<EchoServer.Status?> StatusAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return system.WhenTerminated.IsCompleted
                ? null
                : await server.Ask<EchoServer.Status>(EchoServer.GetStatus.Instance, timeout, cancellationToken);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    /// <summary>Has its server admit a connection from <paramref name="from"/> above its limits.</summary>
    internal Task ExpectHealthCheckAsync(IPEndPoint from, TimeSpan timeout, CancellationToken cancellationToken) =>
        server.Ask<EchoServer.Status>(new EchoServer.ExpectHealthCheck(from), timeout, cancellationToken);

    /// <summary>Other faults on every listener of its server.</summary>
    internal Task<EchoServer.Status> ChangeFaultsAsync(FaultRules rules, TimeSpan timeout, CancellationToken cancellationToken) =>
        server.Ask<EchoServer.Status>(new EchoServer.ChangeFaults(rules), timeout, cancellationToken);

    /// <summary>Whether its actor system handles a message within <paramref name="timeout"/>.</summary>
    internal async Task<bool> AnswersAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return !system.WhenTerminated.IsCompleted
                && await system.ActorSelection("/user").Ask<ActorIdentity>(new Identify(null), timeout, cancellationToken) is { Subject: not null };
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }
}
