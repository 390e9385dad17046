using System.Diagnostics.CodeAnalysis;
using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Weights;

/// <summary>
/// The shards of a checkpoint seen as one source. Index and shards must agree: every tensor is in the shard that the index
/// names, and in no other. Source: Hugging Face <c>modeling_utils.py</c>, <c>get_checkpoint_shard_files</c>.
/// </summary>
public sealed class ShardedWeights : IWeightSource
{
    private readonly IReadOnlyList<IWeightSource> shards;
    private readonly Dictionary<string, IWeightSource> shardOf;

    private ShardedWeights(string indexPath, IReadOnlyList<IWeightSource> shards, Dictionary<string, IWeightSource> shardOf)
    {
        Location = indexPath;
        this.shards = shards;
        this.shardOf = shardOf;
        Tensors = [.. shards.SelectMany(shard => shard.Tensors).OrderBy(tensor => tensor.Name, StringComparer.Ordinal)];
    }

    /// <summary>The path of the index.</summary>
    public string Location { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>Opens an index and every shard that it names.</summary>
    /// <param name="indexPath">
    /// A file such as <c>model.safetensors.index.json</c> or <c>pytorch_model.bin.index.json</c>; shards whose names end in
    /// <c>.bin</c> are PyTorch's.
    /// </param>
    /// <exception cref="CheckpointException">The index is malformed, or the shards contradict it.</exception>
    /// <exception cref="WeightsFileException">A shard is malformed.</exception>
    public static ShardedWeights Open(string indexPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(indexPath);
        Dictionary<string, string> map = ShardIndex.Read(indexPath);
        string folder = Path.GetDirectoryName(Path.GetFullPath(indexPath)) ?? "";
        var shards = new List<IWeightSource>();
        try
        {
            var shardOf = new Dictionary<string, IWeightSource>(StringComparer.Ordinal);
            foreach (string shardName in map.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                IWeightSource shard = OpenShard(indexPath, Path.Combine(folder, shardName), shardName);
                shards.Add(shard);
                AddTensors(indexPath, shard, shardName, map, shardOf);
            }

            RefuseMisplaced(indexPath, map, shardOf);
            return new ShardedWeights(indexPath, shards, shardOf);
        }
        catch
        {
            shards.ForEach(shard => shard.Dispose());
            throw;
        }
    }

    /// <inheritdoc/>
    public bool TryGetTensor(string name, [NotNullWhen(true)] out TensorInfo? tensor)
    {
        tensor = null;
        return shardOf.TryGetValue(name, out IWeightSource? shard) && shard.TryGetTensor(name, out tensor);
    }

    /// <inheritdoc/>
    public void Visit<TState>(
        string name, long byteOffset, long byteCount, TState state, TensorBytesVisitor<TState> visitor)
        where TState : allows ref struct
    {
        if (!shardOf.TryGetValue(name, out IWeightSource? shard))
        {
            throw new WeightsFileException(Location, name, "there is no such tensor");
        }

        shard.Visit(name, byteOffset, byteCount, state, visitor);
    }

    /// <summary>Closes every shard.</summary>
    public void Dispose()
    {
        foreach (IWeightSource shard in shards)
        {
            shard.Dispose();
        }
    }

    private static IWeightSource OpenShard(string indexPath, string path, string shardName) =>
        !File.Exists(path)
            ? throw new CheckpointException(indexPath, $"the shard {MessageText.Quote(shardName)} is missing from the folder")
            : shardName.EndsWith(".bin", StringComparison.Ordinal) ? PyTorchFile.Open(path)
            : SafetensorsFile.Open(path);

    private static void AddTensors(
        string indexPath, IWeightSource shard, string shardName, Dictionary<string, string> map,
        Dictionary<string, IWeightSource> shardOf)
    {
        foreach (TensorInfo tensor in shard.Tensors)
        {
            string name = MessageText.Quote(tensor.Name);
            if (shardOf.TryGetValue(tensor.Name, out IWeightSource? other))
            {
                throw new CheckpointException(
                    indexPath, $"tensor {name} is in two shards, {other.Location} and {shard.Location}");
            }

            if (!map.ContainsKey(tensor.Name))
            {
                throw new CheckpointException(
                    indexPath, $"tensor {name} of the shard {MessageText.Quote(shardName)} is not in the index");
            }

            shardOf.Add(tensor.Name, shard);
        }
    }

    private static void RefuseMisplaced(
        string indexPath, Dictionary<string, string> map, Dictionary<string, IWeightSource> shardOf)
    {
        foreach ((string name, string shardName) in map.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (!shardOf.TryGetValue(name, out IWeightSource? shard) || Path.GetFileName(shard.Location) != shardName)
            {
                string place = shard is null ? "in no shard" : $"in {MessageText.Quote(Path.GetFileName(shard.Location))}";
                throw new CheckpointException(
                    indexPath, $"tensor {MessageText.Quote(name)} is {place}, expected in {MessageText.Quote(shardName)}");
            }
        }
    }
}
