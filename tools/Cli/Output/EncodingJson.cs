using System.Text.Json;
using SqueezeBert.Gpu.Tokenization;

namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>An encoding as JSON.</summary>
internal static class EncodingJson
{
    /// <summary>Writes the encoding's properties into the current object, and its overflowing parts as objects inside.</summary>
    public static void Write(Utf8JsonWriter json, Encoding encoding)
    {
        json.WriteNumbers("ids", encoding.Ids.AsSpan());
        json.WriteStartArray("tokens");
        foreach (string token in encoding.Tokens)
        {
            json.WriteTextValue(token);
        }

        json.WriteEndArray();
        json.WriteNumbers("type_ids", encoding.TypeIds.AsSpan());
        json.WriteNumbers("attention_mask", encoding.AttentionMask.AsSpan());
        json.WriteStartArray("offsets");
        foreach ((int start, int end) in encoding.Offsets)
        {
            json.WriteStartArray();
            json.WriteNumberValue(start);
            json.WriteNumberValue(end);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        if (encoding.Overflowing.Length == 0)
        {
            return;
        }

        json.WriteStartArray("overflowing");
        foreach (Encoding part in encoding.Overflowing)
        {
            json.WriteStartObject();
            Write(json, part);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
