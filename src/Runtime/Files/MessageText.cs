using System.Globalization;
using System.Text;

namespace SqueezeBert.Gpu.Files;

/// <summary>
/// Puts text and shapes that came from a file into an error message. A hostile file can hold a name of many megabytes or
/// one full of line breaks; a message stays one short line.
/// </summary>
internal static class MessageText
{
    private const int LongestText = 120;
    private const int LongestShape = 12;

    /// <summary>The text in single quotes, control characters escaped, shortened to a length that fits a line.</summary>
    public static string Quote(ReadOnlySpan<char> text)
    {
        var result = new StringBuilder("'");
        foreach (char character in text[..Math.Min(text.Length, LongestText)])
        {
            if (char.IsControl(character) || char.IsSurrogate(character) || character is '\u2028' or '\u2029')
            {
                result.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            }
            else
            {
                result.Append(character);
            }
        }

        return result.Append(text.Length > LongestText ? "...'" : "'").ToString();
    }

    /// <summary>A shape as <c>[768, 192, 1]</c>.</summary>
    public static string Shape(ReadOnlySpan<long> shape)
    {
        var result = new StringBuilder("[");
        for (int axis = 0; axis < Math.Min(shape.Length, LongestShape); axis++)
        {
            result.Append(axis == 0 ? "" : ", ").Append(CultureInfo.InvariantCulture, $"{shape[axis]}");
        }

        return result.Append(shape.Length > LongestShape ? ", ...]" : "]").ToString();
    }
}
