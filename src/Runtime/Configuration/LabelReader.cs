using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Configuration;

/// <summary>
/// The labels of a <c>config.json</c>. <c>id2label</c> decides; without it there are <c>num_labels</c> (default 2) labels
/// called <c>LABEL_0</c>, <c>LABEL_1</c>, and <c>label2id</c> is not looked at. Source: <c>configuration_utils.py</c>.
/// </summary>
/// <param name="Labels">The labels in the order of their ids.</param>
/// <param name="Ids">What <c>label2id</c> says, or the labels turned round.</param>
internal sealed record LabelReader(ImmutableArray<string> Labels, ImmutableSortedDictionary<string, int> Ids)
{
    public const int MostLabels = 1 << 16;

    public static ImmutableArray<string> Numbered(int count) =>
        [.. Enumerable.Range(0, count).Select(id => string.Create(CultureInfo.InvariantCulture, $"LABEL_{id}"))];

    public static ImmutableSortedDictionary<string, int> Reverse(ImmutableArray<string> labels)
    {
        var ids = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        for (int id = 0; id < labels.Length; id++)
        {
            ids[labels[id]] = id;
        }

        return ids.ToImmutable();
    }

    /// <exception cref="ConfigurationException">The keys are of the wrong type, or ids are not 0 to n - 1.</exception>
    public static LabelReader Read(ConfigurationKeys keys)
    {
        int count = keys.Int32("num_labels", 2);
        JsonElement? ids = RequireObject(keys, "label2id");
        if (RequireObject(keys, "id2label") is { } labels)
        {
            ImmutableArray<string> ordered = ReadLabels(keys, labels);
            return new LabelReader(ordered, ids is { } given ? ReadIds(keys, given, ordered.Length) : Reverse(ordered));
        }

        if (count is < 1 or > MostLabels)
        {
            throw new ConfigurationException(keys.Location, "num_labels", $"is {count}, expected 1 to {MostLabels}");
        }

        ImmutableArray<string> numbered = Numbered(count);
        return new LabelReader(numbered, Reverse(numbered));
    }

    private static ImmutableArray<string> ReadLabels(ConfigurationKeys keys, JsonElement map)
    {
        const string Key = "id2label";
        int count = map.GetPropertyCount();
        if (count is < 1 or > MostLabels)
        {
            throw new ConfigurationException(keys.Location, Key, $"has {count} labels, expected 1 to {MostLabels}");
        }

        string?[] labels = new string?[count];
        foreach (JsonProperty entry in map.EnumerateObject())
        {
            if (!int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                || id >= count || labels[id] is not null)
            {
                throw new ConfigurationException(
                    keys.Location, Key, $"has the id {MessageText.Quote(entry.Name)}, expected each of 0 to {count - 1} once");
            }

            labels[id] = keys.AsText($"{Key} {id}", entry.Value);
        }

        return [.. labels.Select(label => label!)];
    }

    private static ImmutableSortedDictionary<string, int> ReadIds(ConfigurationKeys keys, JsonElement map, int count)
    {
        const string Key = "label2id";
        var ids = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        foreach (JsonProperty entry in map.EnumerateObject())
        {
            string key = $"{Key} {MessageText.Quote(entry.Name)}";
            int id = keys.AsInt32(key, entry.Value);
            if (id < 0 || id >= count)
            {
                throw new ConfigurationException(keys.Location, key, $"is {id}, expected 0 to {count - 1} as in id2label");
            }

            ids.Add(entry.Name, id);
        }

        return ids.ToImmutable();
    }

    private static JsonElement? RequireObject(ConfigurationKeys keys, string key) =>
        keys.FindNonNull(key) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? value
        : throw keys.Wrong(key, value, "an object");
}
