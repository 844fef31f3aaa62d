using System.Globalization;
using System.Text;

namespace EchoActors;

/// <summary>
/// Text from outside (a node's name, a host, an error message of another process) made safe for a terminal and a log: it
/// can neither move the cursor, nor change colours, nor begin a line of its own, nor turn the direction of writing.
/// </summary>
internal static class PrintableText
{
    /// <summary>
    /// <paramref name="text"/> with every character that can't be printed written as <c>\n</c>, <c>\r</c>, <c>\t</c>,
    /// <c>\xHH</c>, <c>\uHHHH</c> or <c>\UHHHHHHHH</c>. Everything else, backslashes too, stays as it is, so that
    /// formatting twice changes nothing.
    /// </summary>
    public static string Format(string text)
    {
        StringBuilder? escaped = null;
        for (var at = 0; at < text.Length;)
        {
            var isRune = Rune.TryGetRuneAt(text, at, out var rune);
            var length = isRune ? rune.Utf16SequenceLength : 1;
            if (isRune && IsPrintable(rune))
            {
                escaped?.Append(text, at, length);
            }
            else
            {
                escaped ??= new StringBuilder(text, 0, at, text.Length + 16);
                escaped.Append(Escape(isRune ? rune.Value : text[at]));
            }

            at += length;
        }

        return escaped?.ToString() ?? text;
    }

    /// <summary>Whether a terminal shows the character and does nothing else with it.</summary>
    internal static bool IsPrintable(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    /// <summary>The escape sequence of one character.</summary>
    internal static string Escape(int character) => character switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        <= 0xff => string.Create(CultureInfo.InvariantCulture, $"\\x{character:x2}"),
        <= 0xffff => string.Create(CultureInfo.InvariantCulture, $"\\u{character:x4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\U{character:x8}"),
    };
}
