using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SqueezeBert.Gpu.HardwarePack.Results;

/// <summary>JSON as the pack writes and reads it: names in snake case, words for enumerations.</summary>
internal static class PackJson
{
    private const int LongestQuote = 80;

    private static readonly JsonSerializerOptions Indented = Create(indented: true);
    private static readonly JsonSerializerOptions OneLine = Create(indented: false);

    /// <summary>A document over several lines.</summary>
    public static string Document<T>(T value) => JsonSerializer.Serialize(value, Indented) + "\n";

    /// <summary>A document on one line.</summary>
    public static string Line<T>(T value) => JsonSerializer.Serialize(value, OneLine);

    /// <summary>Reads a document.</summary>
    /// <exception cref="PackException">It is none, or not of this kind.</exception>
    public static T Read<T>(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, OneLine) ?? throw new JsonException("it is null");
        }
        catch (JsonException error)
        {
            string quote = text.Length > LongestQuote ? text[..LongestQuote] + "..." : text;
            throw new PackException($"expected {typeof(T).Name} as JSON, found '{quote}': {error.Message}");
        }
    }

    private static JsonSerializerOptions Create(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        IgnoreReadOnlyProperties = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = indented,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };
}
