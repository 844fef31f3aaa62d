namespace EchoActors.Probing.Verdicts;

/// <summary>What could not be read in a threshold, where it stands, and what would be right.</summary>
/// <param name="Text">The whole threshold.</param>
/// <param name="Offset">Where the mistake begins.</param>
/// <param name="Sentence">What is wrong and what would be right.</param>
public sealed record ThresholdMistake(string Text, int Offset, string Sentence)
{
    /// <summary>Three lines: the sentence, the threshold, and a mark below the mistake.</summary>
    public override string ToString() => $"{Sentence}\n  {Text}\n  {new string(' ', Offset)}^";
}
