using Akka.IO;

namespace EchoActors.Cli;

/// <summary>
/// The transcript of <c>send</c>: a line for each chunk that was sent and for each that came back. An echo can be back before
/// its sending is acknowledged; its line then waits, so that every byte is seen to be sent first.
/// </summary>
internal sealed class Transcript(TextWriter writer)
{
    private readonly Queue<ByteString> _waiting = new();
    private long _outstanding;

    /// <summary>Whether every byte that was sent has its two lines.</summary>
    public bool IsComplete => _outstanding == 0 && _waiting.Count == 0;

    public void Sent(ByteString data)
    {
        writer.WriteLine(SendText.Sent(data));
        _outstanding += data.Count;
        while (_waiting.TryPeek(out var next) && next.Count <= _outstanding)
        {
            WriteEchoed(_waiting.Dequeue());
        }
    }

    public void Echoed(ByteString data)
    {
        if (_waiting.Count == 0 && data.Count <= _outstanding)
        {
            WriteEchoed(data);
        }
        else
        {
            _waiting.Enqueue(data);
        }
    }

    /// <summary>Writes the lines that still wait, when the exchange has ended and no acknowledgement will come.</summary>
    public void End()
    {
        while (_waiting.TryDequeue(out var data))
        {
            WriteEchoed(data);
        }
    }

    private void WriteEchoed(ByteString data)
    {
        _outstanding -= data.Count;
        writer.WriteLine(SendText.Echoed(data));
    }
}
