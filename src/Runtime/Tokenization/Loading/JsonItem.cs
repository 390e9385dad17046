using System.Text.Json;
using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Tokenization;

/// <summary>A value of a JSON file that knows its place, so that every error can name it.</summary>
internal readonly struct JsonItem
{
    private const int ShownLength = 60;

    private readonly JsonElement element;
    private readonly string file;
    private readonly string? parent; // path of the value around this one, null in the file's own object
    private readonly string name;

    private JsonItem(JsonElement element, string file, string? parent, string name)
    {
        this.element = element;
        this.file = file;
        this.parent = parent;
        this.name = name;
    }

    /// <summary>File and path inside it.</summary>
    public string Place => Path.Length == 0 ? file : $"{file}: {Path}";

    private string Path => string.IsNullOrEmpty(parent) ? name : $"{parent}.{name}";

    /// <summary>Whether the value is null.</summary>
    public bool IsNull => element.ValueKind == JsonValueKind.Null;

    /// <summary>Whether the value is an object.</summary>
    public bool IsObject => element.ValueKind == JsonValueKind.Object;

    /// <summary>Parses a file that holds one object.</summary>
    public static JsonItem ReadFile(string path, int limit)
    {
        byte[] bytes = TokenizerFile.Read(path, limit);
        try
        {
            using JsonDocument document = StrictJson.Parse(bytes);
            var item = new JsonItem(document.RootElement.Clone(), path, null, string.Empty);
            return item.IsObject ? item : throw item.Unexpected("an object");
        }
        catch (JsonException error)
        {
            throw new TokenizerException($"{path}: expected JSON without repeated names, found: {error.Message}", error);
        }
    }

    /// <summary>The member of a name, or null where there is none.</summary>
    public JsonItem? Find(string name)
    {
        RequireKind(JsonValueKind.Object, "an object");
        return element.TryGetProperty(name, out JsonElement value) ? Member(name, value) : null;
    }

    /// <summary>The member of a name; null counts as none.</summary>
    public JsonItem? FindValue(string name) => Find(name) is { IsNull: false } item ? item : null;

    /// <summary>The member of a name.</summary>
    public JsonItem Get(string name) =>
        Find(name) ?? throw new TokenizerException($"{Place}: expected {name}, found no such member");

    /// <summary>Refuses members of any other name, by name.</summary>
    public void AllowOnly(params ReadOnlySpan<string> names)
    {
        foreach ((string name, _) in Members())
        {
            if (!names.Contains(name))
            {
                throw new TokenizerException($"{Place}: expected only {string.Join(", ", names)}, found {name}");
            }
        }
    }

    /// <summary>The value as text.</summary>
    public string Text()
    {
        RequireKind(JsonValueKind.String, "a string");
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw new TokenizerException($"{Place}: expected Unicode text, found: {error.Message}", error);
        }
    }

    /// <summary>The value as true or false.</summary>
    public bool Flag() => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Unexpected("true or false"),
    };

    /// <summary>The value as a whole number of a range.</summary>
    public int Whole(int least, int most) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int value) && value >= least && value <= most
            ? value
            : throw Unexpected($"a whole number from {least} to {most}");

    /// <summary>The value as a positive limit; one too great to matter is null.</summary>
    public int? Limit()
    {
        if (element.ValueKind != JsonValueKind.Number || !element.TryGetDouble(out double value)
            || value < 1 || value != Math.Floor(value))
        {
            throw Unexpected("a positive whole number");
        }

        return value >= int.MaxValue ? null : (int)value;
    }

    /// <summary>The elements of an array.</summary>
    public List<JsonItem> Elements()
    {
        RequireKind(JsonValueKind.Array, "an array");
        var items = new List<JsonItem>(element.GetArrayLength());
        foreach (JsonElement element in element.EnumerateArray())
        {
            items.Add(new JsonItem(element, file, parent, $"{name}[{items.Count}]"));
        }

        return items;
    }

    /// <summary>The members of an object.</summary>
    public IEnumerable<(string Name, JsonItem Value)> Members()
    {
        RequireKind(JsonValueKind.Object, "an object");
        foreach (JsonProperty property in element.EnumerateObject())
        {
            string name = NameOf(property);
            yield return (name, Member(name, property.Value));
        }
    }

    /// <summary>The error that something else was expected here.</summary>
    public TokenizerException Unexpected(string expected)
    {
        string raw = element.GetRawText();
        string found = raw.Length <= ShownLength ? raw : string.Concat(raw.AsSpan(0, ShownLength), "...");
        return new TokenizerException($"{Place}: expected {expected}, found {found}");
    }

    private JsonItem Member(string name, JsonElement value) => new(value, file, Path, name);

    private string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException error)
        {
            throw new TokenizerException($"{Place}: expected names of Unicode text, found: {error.Message}", error);
        }
    }

    private void RequireKind(JsonValueKind kind, string expected)
    {
        if (element.ValueKind != kind)
        {
            throw Unexpected(expected);
        }
    }
}
