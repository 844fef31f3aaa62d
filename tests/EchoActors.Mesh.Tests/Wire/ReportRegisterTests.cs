using Akka.Actor;
using Akka.TestKit.Xunit2;
using EchoActors.Mesh.Membership;
using EchoActors.Mesh.Wire;
using FsCheck;
using FsCheck.Xunit;
using Google.Protobuf;
using Xunit;

namespace EchoActors.Mesh.Tests.Wire;

public sealed class ReportRegisterTests : TestKit
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private static readonly NodeReport Report = new(
        "a",
        new HostPort("10.0.0.1", 3000),
        [
            new MeshPath(
                "10.0.0.2:4053", PathState.Losing, DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_123), 60, 6, 1,
                TimeSpan.FromMicroseconds(250), TimeSpan.FromMicroseconds(900), TimeSpan.FromMicroseconds(400),
                "no answer", DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_456)),
            new MeshPath(
                "10.0.0.3:4053", PathState.Unknown, DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000), 0, 0, 0,
                null, null, null, null, null),
        ],
        []);

    private readonly ReportRegisterSerializer _serializer;

    public ReportRegisterTests() => _serializer = new ReportRegisterSerializer((ExtendedActorSystem)Sys);

    [Fact]
    public void A_report_comes_back_as_it_was()
    {
        var read = Read(_serializer.ToBinary(ReportRegister.Write(5, Report, before: null, Noon)));
        var report = read.ReadReport()!;
        Assert.Equal(5, read.Uid);
        Assert.Equal(Report with { Paths = report.Paths, Departures = report.Departures }, report);
        Assert.Equal(Report.Paths, report.Paths);
    }

    [Fact]
    public void What_the_kernel_counts_comes_back_as_it_was()
    {
        MeshPath[] paths = [Report.Paths[0] with { KernelRoundTrip = TimeSpan.FromMicroseconds(120), Retransmitted = 7 }];

        var read = Read(_serializer.ToBinary(ReportRegister.Write(5, Report with { Paths = paths }, before: null, Noon)));

        Assert.Equal(paths, read.ReadReport()!.Paths);
    }

    [Fact]
    public void Departures_come_back_as_they_were()
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_123);
        Departure[] departures =
            [new("10.0.0.4:4053", -7, "d", at, at.AddSeconds(-9), IsForgotten: false), new("10.0.0.5:4053", 8, "e", at, at, IsForgotten: true)];
        var written = ReportRegister.Write(5, Report with { Departures = departures }, before: null, Noon);
        Assert.Equal(departures, Read(_serializer.ToBinary(written)).ReadReport()!.Departures);
    }

    [Fact]
    public void Texts_of_another_node_are_made_printable_and_short()
    {
        var message = new NodeReportMessage { Name = "a\u001b[2J\n" + new string('x', 1000), EchoHost = "10.0.0.1", EchoPort = 3000 };
        var name = Read(new ReportRegisterMessage { Report = message.ToByteString() }.ToByteArray()).ReadReport()!.Name;
        Assert.StartsWith("a\\x1b[2J\\nxxx", name, StringComparison.Ordinal);
        Assert.InRange(name.Length, 300, 320);
    }

    [Fact]
    public void An_endpoint_with_TLS_is_read_back()
    {
        var report = Report with { Echo = Endpoint.Parse("tls://10.0.0.1:3443") };
        var written = ReportRegister.Write(5, report, before: null, Noon);
        Assert.Equal(report.Echo, Read(_serializer.ToBinary(written)).ReadReport()!.Echo);
    }

    [Fact]
    public void A_node_that_withdrew_has_no_report() =>
        Assert.Null(Read(_serializer.ToBinary(ReportRegister.Write(5, report: null, before: null, Noon))).ReadReport());

    // Bytes as version 1 wrote them. If this fails, older nodes no longer understand newer ones: add a field instead.
    [Fact]
    public void Bytes_of_the_first_version_are_read_for_ever()
    {
        var read = Read(Convert.FromBase64String(FirstVersion));
        var report = read.ReadReport()!;
        Assert.Equal((5, Report.Name, Report.Echo), (read.Uid, report.Name, report.Echo));
        Assert.Equal(Report.Paths, report.Paths);
        Assert.Equal(FirstVersion, Convert.ToBase64String(_serializer.ToBinary(ReportRegister.Write(5, Report, before: null, Noon))));
    }

    [Fact]
    public void Fields_that_an_older_version_did_not_write_are_empty()
    {
        var report = new NodeReportMessage { EchoHost = "10.0.0.1", EchoPort = 3000 }.ToByteString();
        var read = Read(new ReportRegisterMessage { Report = report }.ToByteArray()).ReadReport()!;
        Assert.Equal(("", 0), (read.Name, read.Paths.Count));
    }

    [Fact]
    public void States_that_a_newer_version_added_are_unknown()
    {
        var message = new NodeReportMessage { EchoHost = "10.0.0.1", EchoPort = 3000 };
        message.Paths.Add(new PathMessage { To = "b", State = (PathStateMessage)99 });
        var read = Read(new ReportRegisterMessage { Report = message.ToByteString() }.ToByteArray());
        Assert.Equal(PathState.Unknown, Assert.Single(read.ReadReport()!.Paths).State);
    }

    [Fact]
    public void What_a_newer_version_added_is_handed_on_as_it_came()
    {
        byte[] newField = [0xFA, 0x3F, 3, 1, 2, 3]; // field 1023, three bytes
        byte[] newer = [.. _serializer.ToBinary(ReportRegister.Write(5, Report, before: null, Noon)), .. newField];
        Assert.Equal(newer, _serializer.ToBinary(Read(newer)));
    }

    [Fact]
    public void The_manifest_and_the_identifier_never_change() => Assert.Equal(
        ("echo-mesh-register-1", 3007),
        (_serializer.Manifest(ReportRegister.Write(5, Report, before: null, Noon)), _serializer.Identifier));

    [Fact]
    public void What_is_written_next_holds_even_if_the_clock_was_put_back()
    {
        var before = ReportRegister.Write(5, Report, before: null, Noon);
        var next = ReportRegister.Write(5, report: null, before, Noon - TimeSpan.FromHours(1));
        Assert.Same(next, before.Merge(next));
        Assert.Same(next, next.Merge(before));
    }

    [Property]
    public bool Replicas_agree_in_whatever_order_they_hear_and_however_often(NonEmptyArray<(int Uid, byte Second)> written, int seed)
    {
        var registers = written.Get.Select(each => ReportRegister.Write(each.Uid, null, null, Noon.AddSeconds(each.Second))).ToArray();
        ReportRegister[] again = [.. registers, .. registers];
        new Random(seed).Shuffle(again);
        return _serializer.ToBinary(Merged(registers)).SequenceEqual(_serializer.ToBinary(Merged(again)));
    }

    private static ReportRegister Merged(ReportRegister[] registers) => registers.Aggregate((one, other) => (ReportRegister)one.Merge(other));

    private const string FirstVersion =
        "CAUQgMCrjbrd0u8IGmMKAWESCDEwLjAuMC4xGLgXIjkKDTEwLjAuMC4yOjQwNTMQAxj72MGijDQgPCgGMAE4+gFAhAdIkANSCW5vIGFuc3dlcljI28GijDQiFgoNMTAuMC4wLjM6NDA1MxiA2MGijDQ=";

    private ReportRegister Read(byte[] bytes) =>
        Assert.IsType<ReportRegister>(_serializer.FromBinary(bytes, ReportRegisterSerializer.RegisterManifest));
}
