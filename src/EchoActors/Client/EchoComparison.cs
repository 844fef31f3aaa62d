using Akka.IO;

namespace EchoActors.Client;

/// <summary>
/// The outstanding bytes of a client. Compares each byte that comes back with the byte that was sent, as it
/// arrives. Keeps the sent bytes by reference, so its memory is the outstanding bytes.
/// </summary>
internal sealed class EchoComparison
{
    private readonly Queue<ByteString> _expected = new();
    private int _headOffset;

    /// <summary>How many bytes were expected so far.</summary>
    public long Sent { get; private set; }

    /// <summary>How many bytes came back as they were sent.</summary>
    public long Echoed { get; private set; }

    /// <summary>How many bytes are outstanding.</summary>
    public long Outstanding => Sent - Echoed;

    /// <summary>Adds bytes that must come back next.</summary>
    public void Expect(ByteString data)
    {
        _expected.Enqueue(data);
        Sent += data.Count;
    }

    /// <summary>
    /// Compares bytes that came back. <see cref="Echoed"/> moves to the first byte that differs, or past all of them.
    /// </summary>
    /// <returns><see langword="null"/> when all are right, or the first fault.</returns>
    public EchoFault? Compare(ReadOnlySpan<byte> arrived)
    {
        while (!arrived.IsEmpty)
        {
            if (!_expected.TryPeek(out var head))
            {
                return new EchoFault(Echoed, Sent: null, arrived[0]);
            }

            var expected = head.ToReadOnlySpan()[_headOffset..];
            var same = expected.CommonPrefixLength(arrived);
            Echoed += same;
            if (same < expected.Length && same < arrived.Length)
            {
                return new EchoFault(Echoed, expected[same], arrived[same]);
            }

            arrived = arrived[same..];
            _headOffset += same;
            if (same == expected.Length)
            {
                _expected.Dequeue();
                _headOffset = 0;
            }
        }

        return null;
    }
}
