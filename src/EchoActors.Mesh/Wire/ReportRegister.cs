using Akka.DistributedData;
using Google.Protobuf;

namespace EchoActors.Mesh.Wire;

/// <summary>
/// A last-writer-wins register: the latest report of the node at one address, or the fact that it withdrew.
/// </summary>
/// <remarks>
/// Akka's <c>LWWRegister</c> does the same, but its serializer looks up its type by reflection for each message and
/// serializes a report again for each receiver. This register keeps the bytes of the report: it is serialized once, passed
/// on unchanged with any fields that a newer version added, and parsed only by a node that reads it. The register is its
/// own delta, so that the replicator sends many changes in one message and without an acknowledgement for each.
/// </remarks>
internal sealed class ReportRegister : IDeltaReplicatedData, IReplicatedDelta
{
    private readonly ReportRegisterMessage _message;

    private ReportRegister(ReportRegisterMessage message) => _message = message;

    /// <summary>Which incarnation of the node wrote it.</summary>
    public int Uid => _message.Uid;

    /// <summary>The report, or <see langword="null"/> if the node withdrew it.</summary>
    public NodeReport? ReadReport() => _message.HasReport ? NodeReportFormat.Read(_message.Report) : null;

    /// <summary>The next value of a node's register.</summary>
    /// <param name="uid">The node's incarnation.</param>
    /// <param name="report">The report; <see langword="null"/> to withdraw it.</param>
    /// <param name="before">The present value, written by this incarnation or by an earlier one.</param>
    /// <param name="now">The time. The new value is newer than <paramref name="before"/> even if the clock was set back.</param>
    public static ReportRegister Write(int uid, NodeReport? report, ReportRegister? before, DateTimeOffset now)
    {
        var message = new ReportRegisterMessage
        {
            Uid = uid,
            WrittenAt = Math.Max(now.UtcTicks, (before?._message.WrittenAt ?? 0) + 1),
        };
        if (report is not null)
        {
            message.Report = NodeReportFormat.Write(report);
        }

        return new ReportRegister(message);
    }

    public static ReportRegister FromBytes(byte[] bytes) => new(ReportRegisterMessage.Parser.ParseFrom(bytes));

    public byte[] ToBytes() => _message.ToByteArray();

    public IReplicatedData Merge(IReplicatedData other)
    {
        var theirs = (ReportRegister)other;
        return (theirs._message.WrittenAt, theirs.Uid).CompareTo((_message.WrittenAt, Uid)) > 0 ? theirs : this;
    }

    IReplicatedDelta IDeltaReplicatedData.Delta => this;

    IDeltaReplicatedData IReplicatedDelta.Zero => this;

    IReplicatedData IDeltaReplicatedData.MergeDelta(IReplicatedDelta delta) => Merge(delta);

    IReplicatedData IDeltaReplicatedData.ResetDelta() => this;
}
