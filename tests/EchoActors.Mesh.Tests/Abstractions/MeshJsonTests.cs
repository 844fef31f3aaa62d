using System.Text.Json;
using Xunit;

namespace EchoActors.Mesh.Tests;

public sealed class MeshJsonTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly MeshMatrix Matrix = new(
        At,
        "10.0.0.1:4053",
        3,
        [
            new MeshMember("10.0.0.1:4053", "a", MemberState.Up, At, At, new HostPort("10.0.0.1", 3000)),
            new MeshMember("10.0.0.2:4053", "b", MemberState.Up, At, At, Endpoint.Parse("tls://10.0.0.2:3443")),
        ],
        [
            new MeshRow("10.0.0.1:4053", At, IsStale: false, [
                new MeshPath(
                    "10.0.0.2:4053", PathState.Down, At, 4, 1, 0, TimeSpan.FromMicroseconds(1500), TimeSpan.FromMilliseconds(2),
                    null, "no answer", At)
                {
                    KernelRoundTrip = TimeSpan.FromMicroseconds(120), Retransmitted = 7,
                },
            ]),
        ],
        [new PathChange(At, "10.0.0.1:4053", "10.0.0.2:4053", PathState.Up, PathState.Down, "no answer")],
        [new MeshSeed("10.0.0.9:4053", "it does not answer")]);

    [Fact]
    public void The_document_is_versioned_and_says_states_in_words_and_durations_in_milliseconds()
    {
        var json = JsonDocument.Parse(Write()).RootElement;
        Assert.Equal(1, json.GetProperty("version").GetInt32());
        var path = json.GetProperty("mesh").GetProperty("rows")[0].GetProperty("paths")[0];
        Assert.Equal("down", path.GetProperty("state").GetString());
        Assert.Equal(1.5, path.GetProperty("p50Ms").GetDouble());
        Assert.Equal((0.12, 7), (path.GetProperty("rttMs").GetDouble(), path.GetProperty("retransmitted").GetInt32()));
        Assert.Equal(0.25, path.GetProperty("loss").GetDouble());
        Assert.True(json.GetProperty("mesh").GetProperty("hasJoined").GetBoolean());
        Assert.False(json.GetProperty("mesh").GetProperty("isHealthy").GetBoolean());
        Assert.Equal("10.0.0.1:3000", json.GetProperty("mesh").GetProperty("members")[0].GetProperty("echo").GetString());
        Assert.Equal("tls://10.0.0.2:3443", json.GetProperty("mesh").GetProperty("members")[1].GetProperty("echo").GetString());
    }

    [Fact]
    public void What_was_written_is_read_back()
    {
        var read = JsonSerializer.Deserialize(Write(), MeshJson.Default.MeshDocument)!.Mesh;
        Assert.Equal(Matrix.Members, read.Members);
        Assert.Equal(Matrix.Rows[0].Paths, read.Rows[0].Paths);
        Assert.Equal(Matrix.Changes, read.Changes);
        Assert.Equal(Matrix.Seeds, read.Seeds);
        Assert.Equal((Matrix.At, Matrix.Self, Matrix.Fanout), (read.At, read.Self, read.Fanout));
    }

    private static string Write() => JsonSerializer.Serialize(MeshDocument.Of(Matrix), MeshJson.Default.MeshDocument);
}
