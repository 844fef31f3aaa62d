using Akka.IO;

namespace EchoActors.Cli.Tests;

public sealed class TranscriptTests
{
    private readonly StringWriter _lines = new();
    private readonly Transcript _transcript;

    public TranscriptTests() => _transcript = new Transcript(_lines);

    [Fact]
    public void An_echo_that_is_back_before_its_sending_is_acknowledged_is_written_after_it()
    {
        _transcript.Echoed(ByteString.FromString("ab"));
        _transcript.Echoed(ByteString.FromString("c"));
        _transcript.Sent(ByteString.FromString("abc"));

        Assert.Equal(["send abc", "recv ab", "recv c"], Lines());
    }

    [Fact]
    public void An_echo_of_two_chunks_waits_for_both()
    {
        _transcript.Sent(ByteString.FromString("ab"));
        _transcript.Echoed(ByteString.FromString("abcd"));
        _transcript.Sent(ByteString.FromString("cd"));

        Assert.Equal(["send ab", "send cd", "recv abcd"], Lines());
    }

    [Fact]
    public void What_still_waits_at_the_end_is_written()
    {
        _transcript.Echoed(ByteString.FromString("ab"));
        _transcript.End();

        Assert.Equal(["recv ab"], Lines());
    }

    private IEnumerable<string> Lines() =>
        _lines.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Replace(" data successfully, data:", ""));
}
