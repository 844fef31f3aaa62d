using Akka.IO;
using EchoActors.Client;

namespace EchoActors.Probing.Load;

/// <summary>
/// The messages of a load: random bytes, or those of a file. They are made once and sent in turn, so that an echo that is
/// late, doubled or out of order differs from the one that is expected.
/// </summary>
public sealed class Payload
{
    // A prime number of messages, so that messages and pipeline don't fall into step.
    private const int MostMessages = 61;
    private const int PoolBytes = 8 * 1024 * 1024;

    private readonly EchoClient.Send[] _messages;

    private Payload(EchoClient.Send[] messages, int least, int most)
    {
        _messages = messages;
        Least = least;
        Most = most;
    }

    /// <summary>The size of the smallest message in bytes.</summary>
    public int Least { get; }

    /// <summary>The size of the largest message in bytes.</summary>
    public int Most { get; }

    /// <summary>Random bytes in messages of <paramref name="least"/> to <paramref name="most"/> bytes.</summary>
    /// <param name="least">At least 1.</param>
    /// <param name="most">At least <paramref name="least"/>.</param>
    /// <param name="random">Where bytes and sizes come from.</param>
    public static Payload Random(int least, int most, Random random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(least, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, least);
        var messages = new EchoClient.Send[Math.Clamp(PoolBytes / most, 2, MostMessages)];
        for (var i = 0; i < messages.Length; i++)
        {
            messages[i] = new EchoClient.Send(ByteString.FromBytes(RandomMessage.Create(random.Next(least, most + 1), random)));
        }

        return new Payload(messages, least, most);
    }

    /// <summary>The same bytes for every message; at least one.</summary>
    public static Payload Of(byte[] message) =>
        new([new EchoClient.Send(ByteString.FromBytes(message))], message.Length, message.Length);

    /// <summary>The message with this number; after the last, the first follows.</summary>
    internal EchoClient.Send this[long number] => _messages[number % _messages.Length];
}
