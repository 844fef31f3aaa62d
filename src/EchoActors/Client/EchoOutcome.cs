namespace EchoActors.Client;

/// <summary>The end of one exchange: how it ended and how far it got.</summary>
/// <param name="End">The cause.</param>
/// <param name="Message">The cause in one sentence, with its figures.</param>
/// <param name="BytesSent">How many bytes the owner asked the client to send.</param>
/// <param name="BytesEchoed">How many of them came back, unchanged and in order.</param>
/// <param name="Connected">Whether the connection was established.</param>
public sealed record EchoOutcome(EchoEnd End, string Message, long BytesSent, long BytesEchoed, bool Connected)
{
    /// <summary>Whether the echo was complete and identical.</summary>
    public bool IsIdentical => End == EchoEnd.Identical;
}
