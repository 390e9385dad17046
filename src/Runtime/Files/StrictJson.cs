using System.Text.Json;
using System.Text.Unicode;

namespace SqueezeBert.Gpu.Files;

/// <summary>
/// Parses JSON that came from a file so that everything wrong with it is a <see cref="JsonException"/> now, and nothing is
/// left for later: ill-formed UTF-8, halves of surrogate pairs, and keys that stand twice in one object.
/// </summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <exception cref="JsonException">The bytes are not strict JSON.</exception>
    public static JsonDocument Parse(byte[] utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            throw new JsonException("the text is not valid UTF-8");
        }

        // A JsonDocument checks escapes only when a string is asked for, and then not with a JsonException.
        var reader = new Utf8JsonReader(utf8);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String && reader.ValueIsEscaped)
            {
                JsonText.Read(ref reader);
            }
        }

        return JsonDocument.Parse(utf8, Options);
    }
}
