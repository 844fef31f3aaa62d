namespace EchoActors.Probing;

/// <summary>A mistake in a text: where it is, what is wrong, and what would be right.</summary>
/// <param name="Text">The whole text.</param>
/// <param name="Offset">Where the mistake begins.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record ReadingMistake(string Text, int Offset, string Message)
{
    /// <summary>Three lines: the message, the text, and a mark below the mistake.</summary>
    public override string ToString() => $"{Message}\n  {Text}\n  {new string(' ', Offset)}^";
}
