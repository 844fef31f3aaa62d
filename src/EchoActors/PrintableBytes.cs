using System.Globalization;
using System.Text;

namespace EchoActors;

/// <summary>Bytes as a line of text for a person: what can be printed as it is, the rest escaped, long data shortened.</summary>
internal static class PrintableBytes
{
    /// <summary>How many bytes are shown at most.</summary>
    public const int Shown = 64;

    /// <summary>
    /// The text of <paramref name="data"/>: UTF-8 where it can be printed, <c>\n</c>, <c>\t</c>, <c>\r</c>, <c>\\</c> and
    /// <c>\xHH</c> elsewhere; past <see cref="Shown"/> bytes an ellipsis and the whole length.
    /// </summary>
    public static string Format(ReadOnlySpan<byte> data)
    {
        var text = new StringBuilder();
        var shown = data;
        while (!shown.IsEmpty && data.Length - shown.Length < Shown)
        {
            var valid = Rune.DecodeFromUtf8(shown, out var rune, out var used) == System.Buffers.OperationStatus.Done;
            if (valid && IsPrintable(rune))
            {
                text.Append(rune.ToString());
            }
            else
            {
                foreach (var value in shown[..used])
                {
                    text.Append(Escape(value));
                }
            }

            shown = shown[used..];
        }

        return shown.IsEmpty
            ? text.ToString()
            : text.Append(CultureInfo.InvariantCulture, $"… ({data.Length:N0} bytes)").ToString();
    }

    // A backslash is escaped, so that the bytes can be told from the text.
    private static bool IsPrintable(Rune rune) => rune.Value != '\\' && PrintableText.IsPrintable(rune);

    private static string Escape(byte value) => value == (byte)'\\' ? "\\\\" : PrintableText.Escape(value);
}
