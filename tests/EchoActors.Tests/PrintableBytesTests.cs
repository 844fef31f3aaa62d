using System.Text;
using FsCheck.Xunit;
using Xunit;

namespace EchoActors.Tests;

public sealed class PrintableBytesTests
{
    [Theory]
    [InlineData("helloworld", "helloworld")]
    [InlineData("line\n", "line\\n")]
    [InlineData("tab\tand\r", "tab\\tand\\r")]
    [InlineData("back\\slash", "back\\\\slash")]
    [InlineData("grüße 世界", "grüße 世界")]
    [InlineData("\u001b[31m", "\\x1b[31m")]
    [InlineData("\u202e", "\\xe2\\x80\\xae")]
    public void It_shows_what_can_be_printed_and_escapes_the_rest(string text, string shown) =>
        Assert.Equal(shown, PrintableBytes.Format(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void It_escapes_bytes_that_are_no_text() =>
        Assert.Equal("\\x00\\xff\\xc3", PrintableBytes.Format([0x00, 0xff, 0xc3]));

    [Fact]
    public void It_shortens_long_data_and_says_its_length() =>
        Assert.Equal(new string('x', 64) + "… (2,000,000 bytes)", PrintableBytes.Format(Encoding.ASCII.GetBytes(new string('x', 2_000_000))));

    [Property]
    public void Any_bytes_make_one_short_line_without_control_characters(byte[] data)
    {
        var line = PrintableBytes.Format(data);

        Assert.DoesNotContain(line, char.IsControl);
        Assert.InRange(line.Length, 0, 4 * (PrintableBytes.Shown + 4) + 30);
    }
}
