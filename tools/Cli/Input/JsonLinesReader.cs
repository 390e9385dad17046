using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;
using SqueezeBert.Gpu.Pipelines;

namespace SqueezeBert.Gpu.Cli.Input;

/// <summary>A JSON object a line, such as <c>{"text": "...", "pair": "..."}</c>; other keys are passed over.</summary>
internal static class JsonLinesReader
{
    /// <summary>Reads the objects.</summary>
    public static async IAsyncEnumerable<TextInput> Read(
        Stream stream, string name, ColumnNames columns, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string textKey = columns.Text ?? ColumnNames.JsonText;
        string pairKey = columns.Pair ?? ColumnNames.JsonPair;
        await foreach ((long number, ReadOnlyMemory<byte> bytes) in Utf8Lines.Read(stream, name, cancellationToken))
        {
            if (bytes.Span.ContainsAnyExcept(" \t"u8))
            {
                yield return Parse(bytes.Span, name, number, textKey, pairKey);
            }
        }
    }

    private static TextInput Parse(ReadOnlySpan<byte> line, string name, long number, string textKey, string pairKey)
    {
        string? text = null;
        string? pair = null;
        try
        {
            var reader = new Utf8JsonReader(line);
            Expect(Utf8.IsValid(line), "UTF-8", "other bytes");
            reader.Read();
            Expect(reader.TokenType == JsonTokenType.StartObject, "a JSON object", reader.TokenType);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string key = JsonStrings.Read(ref reader);
                reader.Read();
                if (key == textKey)
                {
                    Expect(text is null, $"one '{key}'", "two");
                    text = StringOf(ref reader, key);
                }
                else if (key == pairKey && reader.TokenType != JsonTokenType.Null)
                {
                    Expect(pair is null, $"one '{key}'", "two");
                    pair = StringOf(ref reader, key);
                }
                else
                {
                    reader.Skip();
                }
            }

            reader.Read(); // throws on anything behind the object
        }
        catch (JsonException error)
        {
            throw new InputException(name, number, Describe(error), error);
        }

        return new TextInput(text ?? throw new InputException(name, number, $"expected '{textKey}', found no such key"), pair);
    }

    private static string StringOf(ref Utf8JsonReader reader, string key)
    {
        Expect(reader.TokenType == JsonTokenType.String, $"a string as '{key}'", reader.TokenType);
        return JsonStrings.Read(ref reader);
    }

    private static void Expect(bool holds, string what, object found)
    {
        if (!holds)
        {
            throw new JsonException($"expected {what}, found {found}");
        }
    }

    // The parser ends its messages with a line number, which counts from 0 within this one line.
    private static string Describe(JsonException error)
    {
        int end = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string message = end < 0 ? error.Message : error.Message[..end];
        return error.BytePositionInLine is { } position ? $"{message} (byte {position + 1})" : message;
    }
}
