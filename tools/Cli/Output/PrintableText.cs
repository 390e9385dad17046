using System.Globalization;
using System.Text;

namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>Text from files and arguments in a form that cannot move a terminal's cursor or break a line.</summary>
internal static class PrintableText
{
    /// <summary>The text on one line: white space becomes a space, other control characters are escaped.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                line.Append(line.Length > 0 && line[^1] == ' ' ? "" : " ");
            }
            else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format)
            {
                line.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
            else
            {
                line.Append(rune);
            }
        }

        return line.ToString();
    }
}
