using System.Text;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace EchoActors.Tests;

public sealed class PrintableTextTests
{
    [Theory]
    [InlineData("node-1", "node-1")]
    [InlineData("grüße 世界 🙂", "grüße 世界 🙂")]
    [InlineData("C:\\temp\\x41", "C:\\temp\\x41")]
    [InlineData("two\nlines\r\t", "two\\nlines\\r\\t")]
    [InlineData("\u001b[2J\u0007", "\\x1b[2J\\x07")]
    [InlineData("\u009b31m", "\\x9b31m")]
    [InlineData("abc\u202etxt.exe", "abc\\u202etxt.exe")]
    [InlineData("\U000e0041tag", "\\U000e0041tag")]
    public void What_can_not_be_printed_is_escaped_and_the_rest_left_alone(string text, string shown) =>
        Assert.Equal(shown, PrintableText.Format(text));

    [Fact]
    public void Half_a_surrogate_pair_is_escaped() => Assert.Equal("\\ud83d half", PrintableText.Format("\ud83d half"));

    [Property]
    public void Any_text_is_one_line_without_a_character_that_a_terminal_acts_on(NonNull<string> text)
    {
        var shown = PrintableText.Format(text.Get);

        Assert.All(shown.EnumerateRunes(), rune => Assert.True(PrintableText.IsPrintable(rune)));
        Assert.Equal(shown, PrintableText.Format(shown));
    }
}
