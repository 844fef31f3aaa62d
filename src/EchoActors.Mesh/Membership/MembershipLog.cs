using Akka.Event;

namespace EchoActors.Mesh.Membership;

/// <summary>One structured line for each change of a member. All begin with the same word, so that they can be filtered.</summary>
internal static class MembershipLog
{
    public static void Joined(ILoggingAdapter log, MeshNode node) =>
        log.Info("member {Name} ({Node}) joined; its echo server is {Echo}", node.Name, node.Node, node.Report?.Echo);

    public static void Left(ILoggingAdapter log, MeshNode node) => log.Info("member {Name} ({Node}) left", node.Name, node.Node);

    public static void Gone(ILoggingAdapter log, MeshNode node) => log.Warning(
        "member {Name} ({Node}) is gone: it ended without leaving; last heard {LastSeen:O}", node.Name, node.Node, node.HeardAt);

    public static void Gone(ILoggingAdapter log, Departure departure) => log.Warning(
        "member {Name} ({Node}) is gone, as another node says: it ended without leaving; last heard {LastSeen:O}",
        departure.Name,
        departure.Node,
        departure.LastSeen);

    public static void Unreachable(ILoggingAdapter log, MeshNode node) =>
        log.Warning("member {Name} ({Node}) is unreachable for the cluster", node.Name, node.Node);

    public static void Reachable(ILoggingAdapter log, MeshNode node) =>
        log.Info("member {Name} ({Node}) is reachable again", node.Name, node.Node);

    public static void Forgotten(ILoggingAdapter log, Departure departure) =>
        log.Info("member {Name} ({Node}) is forgotten, by request", departure.Name, departure.Node);

    public static void SameName(ILoggingAdapter log, MeshNode other) => log.Warning(
        "member {Name} ({Node}) has the same name as this node: give each node a name of its own (--name)", other.Name, other.Node);
}
