using Akka.DistributedData;
using Google.Protobuf;

namespace EchoActors.Mesh.Wire;

/// <summary>
/// The last that the node at one address has written: its report, or that it withdrew. What was written last wins.
/// </summary>
/// <remarks>
/// Akka's own <c>LWWRegister</c> would do, but its serializer looks its type up by reflection for each message, and writes a
/// report anew for each receiver. This one is written once, handed on as it came with whatever a newer version has
/// added, and its report read only by who wants to know. It is its own delta, so that replication hands news on together
/// and without an answer for each.
/// </remarks>
internal sealed class NodeRegister : IDeltaReplicatedData, IReplicatedDelta
{
    private readonly NodeRegisterMessage _message;

    private NodeRegister(NodeRegisterMessage message) => _message = message;

    /// <summary>Which incarnation of the node wrote it.</summary>
    public int Uid => _message.Uid;

    /// <summary>What it says; a withdrawn node says nothing, nor does one that speaks a newer version only.</summary>
    public NodeReport? ReadReport() => _message.HasReport ? NodeReportFormat.Read(_message.Report) : null;

    /// <summary>What a node writes next, <paramref name="before"/> being what it holds.</summary>
    /// <param name="uid">The node's incarnation.</param>
    /// <param name="report">What it has to say; <see langword="null"/> to withdraw.</param>
    /// <param name="before">What stands there, written by this incarnation or by one before it.</param>
    /// <param name="now">The time; a clock that was put back does no harm.</param>
    public static NodeRegister Write(int uid, NodeReport? report, NodeRegister? before, DateTimeOffset now)
    {
        var message = new NodeRegisterMessage
        {
            Uid = uid,
            WrittenAt = Math.Max(now.UtcTicks, (before?._message.WrittenAt ?? 0) + 1),
        };
        if (report is not null)
        {
            message.Report = NodeReportFormat.Write(report);
        }

        return new NodeRegister(message);
    }

    public static NodeRegister FromBytes(byte[] bytes) => new(NodeRegisterMessage.Parser.ParseFrom(bytes));

    public byte[] ToBytes() => _message.ToByteArray();

    public IReplicatedData Merge(IReplicatedData other)
    {
        var theirs = (NodeRegister)other;
        return (theirs._message.WrittenAt, theirs.Uid).CompareTo((_message.WrittenAt, Uid)) > 0 ? theirs : this;
    }

    IReplicatedDelta IDeltaReplicatedData.Delta => this;

    IDeltaReplicatedData IReplicatedDelta.Zero => this;

    IReplicatedData IDeltaReplicatedData.MergeDelta(IReplicatedDelta delta) => Merge(delta);

    IReplicatedData IDeltaReplicatedData.ResetDelta() => this;
}
