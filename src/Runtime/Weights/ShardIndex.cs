using System.Text.Json;
using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Weights;

/// <summary>
/// The <c>model.safetensors.index.json</c> or <c>pytorch_model.bin.index.json</c> of a checkpoint in several files:
/// <c>weight_map</c> says which shard holds which tensor. Other keys (<c>metadata</c> with its <c>total_size</c>) are not needed
/// and not read.
/// </summary>
internal static class ShardIndex
{
    private const string MapKey = "weight_map";

    /// <summary>Reads the map from tensor to shard, a plain file name beside the index.</summary>
    /// <exception cref="CheckpointException">The index cannot be read, is malformed, or leads out of its folder.</exception>
    public static Dictionary<string, string> Read(string path)
    {
        try
        {
            using JsonDocument json = StrictJson.Parse(WholeFile.Read(path, SafetensorsFile.MaximumHeaderBytes));
            return ReadMap(path, json.RootElement);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(path, $"the file cannot be read: {error.Message}", error);
        }
        catch (JsonException error)
        {
            throw new CheckpointException(path, $"the file is not valid JSON: {error.Message}", error);
        }
    }

    private static Dictionary<string, string> ReadMap(string path, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty(MapKey, out JsonElement map)
            || map.ValueKind != JsonValueKind.Object)
        {
            throw new CheckpointException(path, $"expected an object with an object {MapKey} in it");
        }

        var shards = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty entry in map.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.String)
            {
                throw new CheckpointException(
                    path, $"{MapKey}: {MessageText.Quote(entry.Name)} is {entry.Value.ValueKind}, expected the name of a file");
            }

            string shard = entry.Value.GetString()!;
            if (!IsPlainFileName(shard))
            {
                throw new CheckpointException(
                    path, $"{MapKey}: {MessageText.Quote(entry.Name)} is in {MessageText.Quote(shard)}, " +
                        "expected the name of a file in the same folder");
            }

            shards.Add(entry.Name, shard);
        }

        return shards.Count > 0 ? shards : throw new CheckpointException(path, $"{MapKey} is empty, expected tensors");
    }

    /// <remarks>Both separators and the colon are refused everywhere, so that an index means the same on every system.</remarks>
    private static bool IsPlainFileName(string name) =>
        name.Length > 0 && name is not ("." or "..") && name.AsSpan().IndexOfAny("/\\:\0") < 0;
}
