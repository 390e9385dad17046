using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SqueezeBert.Gpu.Cli.Input;

/// <summary>
/// JSON strings as .NET strings, halves of surrogate pairs included: <c>"\ud800"</c> is legal JSON, and
/// <see cref="Utf8JsonReader.GetString"/> throws on it.
/// </summary>
internal static class JsonStrings
{
    /// <summary>The string or property name that the reader stands on; its bytes must be valid UTF-8.</summary>
    public static string Read(ref Utf8JsonReader reader)
    {
        string raw = Encoding.UTF8.GetString(reader.ValueSpan);
        return reader.ValueIsEscaped ? Unescape(raw) : raw;
    }

    // The reader has checked every escape sequence already.
    private static string Unescape(string raw)
    {
        var text = new StringBuilder(raw.Length);
        for (int i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            i++;
            if (raw[i] == 'u')
            {
                ReadOnlySpan<char> digits = raw.AsSpan(i + 1, 4);
                text.Append((char)ushort.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += digits.Length;
            }
            else
            {
                text.Append(Unescape(raw[i]));
            }
        }

        return text.ToString();
    }

    private static char Unescape(char letter) => letter switch
    {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\b',
        'f' => '\f',
        var itself => itself,
    };
}
