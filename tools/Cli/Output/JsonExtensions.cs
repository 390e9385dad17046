using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>What <see cref="Utf8JsonWriter"/> refuses or changes: halves of surrogate pairs, and numbers that are none.</summary>
internal static class JsonExtensions
{
    /// <summary>Writes a property with any .NET string; half of a surrogate pair is escaped, so that it survives.</summary>
    public static void WriteText(this Utf8JsonWriter json, string name, string? text)
    {
        json.WritePropertyName(name);
        if (text is null)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteTextValue(text);
        }
    }

    /// <summary>Writes any .NET string.</summary>
    public static void WriteTextValue(this Utf8JsonWriter json, string text) =>
        json.WriteRawValue(Literal(text), skipInputValidation: true);

    /// <summary>Writes a number, or null for what JSON has no number for.</summary>
    public static void WriteSingle(this Utf8JsonWriter json, string name, float value)
    {
        if (float.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>Writes a property with a list of numbers.</summary>
    public static void WriteNumbers(this Utf8JsonWriter json, string name, ReadOnlySpan<int> values)
    {
        json.WriteStartArray(name);
        foreach (int value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    private static string Literal(string text)
    {
        var literal = new StringBuilder(text.Length + 2).Append('"');
        for (int i = 0; i < text.Length; i++)
        {
            char character = text[i];
            if (char.IsHighSurrogate(character) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                literal.Append(character).Append(text[++i]);
            }
            else if (character is '"' or '\\')
            {
                literal.Append('\\').Append(character);
            }
            else if (char.IsControl(character) || char.IsSurrogate(character) || character is '\u2028' or '\u2029')
            {
                literal.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            }
            else
            {
                literal.Append(character);
            }
        }

        return literal.Append('"').ToString();
    }
}
