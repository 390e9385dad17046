using System.Text.Json;
using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Configuration;

/// <summary>Reads keys of a <c>config.json</c>, each with its type; an absent key gives the default.</summary>
internal sealed class ConfigurationKeys(JsonElement root, string location)
{
    /// <summary>What to call the configuration in messages.</summary>
    public string Location { get; } = location;

    public int Int32(string key, int absent) => Find(key) is { } value ? AsInt32(key, value) : absent;

    public int? NullableInt32(string key, int? absent) =>
        Find(key) is not { } value ? absent : value.ValueKind == JsonValueKind.Null ? null : AsInt32(key, value);

    public double Number(string key, double absent) => Find(key) is { } value ? AsNumber(key, value) : absent;

    public double? NullableNumber(string key) => FindNonNull(key) is { } value ? AsNumber(key, value) : null;

    public bool Boolean(string key, bool absent) => Find(key) is not { } value ? absent : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(key, value, "true or false"),
    };

    public string Text(string key, string absent) => Find(key) is { } value ? AsText(key, value) : absent;

    public string? NullableText(string key) => FindNonNull(key) is { } value ? AsText(key, value) : null;

    /// <summary>The element under a key; null when the key is absent or says null.</summary>
    public JsonElement? FindNonNull(string key) => Find(key) is { ValueKind: not JsonValueKind.Null } value ? value : null;

    public string AsText(string key, JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(key, value, "a string");

    public int AsInt32(string key, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number
            : throw Wrong(key, value, "a whole number of at most 32 bits");

    public ConfigurationException Wrong(string key, JsonElement value, string expected) =>
        new(Location, key, $"is {Describe(value)}, expected {expected}");

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => MessageText.Quote(value.GetString()),
        JsonValueKind.Number => MessageText.Quote(value.GetRawText()).Trim('\''),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    private double AsNumber(string key, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw Wrong(key, value, "a finite number");

    private JsonElement? Find(string key) => root.TryGetProperty(key, out JsonElement value) ? value : null;
}
