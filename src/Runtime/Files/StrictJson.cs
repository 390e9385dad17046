using System.Text.Json;
using System.Text.Unicode;

namespace SqueezeBert.Gpu.Files;

/// <summary>
/// Parses JSON that came from a file so that everything wrong with it is a <see cref="JsonException"/> now, and nothing is
/// left for later: ill-formed UTF-8, halves of surrogate pairs, and keys that stand twice in one object.
/// </summary>
internal static class StrictJson
{
    /// <exception cref="JsonException">The bytes are not strict JSON.</exception>
    public static JsonDocument Parse(byte[] utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            throw new JsonException("the text is not valid UTF-8");
        }

        CheckStrings(utf8);
        return JsonDocument.Parse(utf8);
    }

    // A JsonDocument checks escapes only when a string is asked for, and then not with a JsonException. It can refuse keys that
    // stand twice, but draws a random seed for that from the cryptography library, whose start costs more than the parsing.
    private static void CheckStrings(byte[] utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        var open = new Stack<HashSet<string>>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    open.Push(new HashSet<string>(StringComparer.Ordinal));
                    break;
                case JsonTokenType.EndObject:
                    open.Pop();
                    break;
                case JsonTokenType.PropertyName:
                    string key = JsonText.Read(ref reader);
                    if (!open.Peek().Add(key))
                    {
                        throw new JsonException($"the key {MessageText.Quote(key)} stands twice in one object");
                    }

                    break;
                case JsonTokenType.String when reader.ValueIsEscaped:
                    JsonText.Read(ref reader);
                    break;
            }
        }
    }
}
