using Akka.Actor;
using Akka.TestKit.Xunit2;
using EchoActors.Mesh.Wire;
using Google.Protobuf;
using Xunit;

namespace EchoActors.Mesh.Tests.Wire;

public sealed class NodeEntrySerializerTests : TestKit
{
    private static readonly NodeReport Report = new(
        "a",
        new HostPort("10.0.0.1", 3000),
        7,
        [
            new MeshPath(
                "10.0.0.2:4053", PathState.Losing, DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_123), 60, 6, 1,
                TimeSpan.FromMicroseconds(250), TimeSpan.FromMicroseconds(900), TimeSpan.FromMicroseconds(400),
                "no answer", DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_456)),
            new MeshPath(
                "10.0.0.3:4053", PathState.Unknown, DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000), 0, 0, 0,
                null, null, null, null, null),
        ]);

    private readonly NodeEntrySerializer _serializer;

    public NodeEntrySerializerTests() => _serializer = new NodeEntrySerializer((ExtendedActorSystem)Sys);

    [Fact]
    public void A_report_comes_back_as_it_was()
    {
        var read = Read(_serializer.ToBinary(Report), _serializer.Manifest(Report));
        Assert.Equal(Report with { Paths = read.Paths }, read);
        Assert.Equal(Report.Paths, read.Paths);
    }

    // Bytes as version 1 wrote them. If this fails, older nodes no longer understand newer ones: add a manifest instead.
    [Fact]
    public void Bytes_of_the_first_version_are_read_for_ever()
    {
        var read = Read(Convert.FromBase64String(FirstVersion), "echo-mesh-report-1");
        Assert.Equal((Report.Name, Report.Echo, Report.Sequence), (read.Name, read.Echo, read.Sequence));
        Assert.Equal(Report.Paths, read.Paths);
        Assert.Equal(FirstVersion, Convert.ToBase64String(_serializer.ToBinary(Report)));
    }

    [Fact]
    public void Fields_that_an_older_version_did_not_write_are_empty()
    {
        var read = Read(new NodeReportMessage { EchoHost = "10.0.0.1", EchoPort = 3000 }.ToByteArray(), "echo-mesh-report-1");
        Assert.Equal(("", 0L, 0), (read.Name, read.Sequence, read.Paths.Count));
    }

    [Fact]
    public void Fields_and_states_that_a_newer_version_added_are_passed_over()
    {
        var message = new NodeReportMessage { EchoHost = "10.0.0.1", EchoPort = 3000 };
        message.Paths.Add(new PathMessage { To = "b", State = (PathStateMessage)99 });
        byte[] newField = [0xFA, 0x3F, 3, 1, 2, 3]; // field 1023, three bytes
        var read = Read([.. message.ToByteArray(), .. newField], "echo-mesh-report-1");
        Assert.Equal(PathState.Unknown, Assert.Single(read.Paths).State);
    }

    [Fact]
    public void A_manifest_of_a_newer_version_is_handed_on_as_it_came()
    {
        byte[] bytes = [1, 2, 3];
        var entry = _serializer.FromBinary(bytes, "echo-mesh-report-2");
        Assert.Equal("echo-mesh-report-2", _serializer.Manifest(entry));
        Assert.Equal(bytes, _serializer.ToBinary(entry));
    }

    [Fact]
    public void The_identifier_never_changes() => Assert.Equal(3007, _serializer.Identifier);

    private const string FirstVersion = 
        "CgFhEggxMC4wLjAuMRi4FyI5Cg0xMC4wLjAuMjo0MDUzEAMY+9jBoow0IDwoBjABOPoBQIQHSJADUglubyBhbnN3ZXJYyNvBoow0IhYKDTEwLjAuMC4zOjQwNTMYgNjBoow0KAc=";

    private NodeReport Read(byte[] bytes, string manifest) => Assert.IsType<NodeReport>(_serializer.FromBinary(bytes, manifest));
}
