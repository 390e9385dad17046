namespace SqueezeBert.Gpu.Weights;

/// <summary>
/// Finds the weights in a Hugging Face model directory: <c>model.safetensors</c> first, then the shards named by
/// <c>model.safetensors.index.json</c>. Source: Hugging Face <c>modeling_utils.py</c>, which looks in that order.
/// </summary>
public static class WeightsDirectory
{
    /// <summary>The name of a checkpoint in one file.</summary>
    public const string SingleFileName = "model.safetensors";

    /// <summary>The name of the index of a checkpoint in several files.</summary>
    public const string IndexFileName = "model.safetensors.index.json";

    private static readonly string[] OtherFormats =
    [
        "pytorch_model.bin", "pytorch_model.bin.index.json", "tf_model.h5", "flax_model.msgpack", "model.ckpt.index",
    ];

    /// <summary>Opens the weights of a model directory.</summary>
    /// <exception cref="CheckpointException">
    /// The directory or the weights are missing, or the shards contradict their index.
    /// </exception>
    /// <exception cref="SafetensorsException">A file is malformed or out of reach.</exception>
    public static IWeightSource Open(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        if (!Directory.Exists(directory))
        {
            throw new CheckpointException(
                directory, File.Exists(directory) ? "expected a directory, found a file" : "the directory does not exist");
        }

        string single = Path.Combine(directory, SingleFileName);
        if (File.Exists(single))
        {
            return SafetensorsFile.Open(single);
        }

        string index = Path.Combine(directory, IndexFileName);
        if (File.Exists(index))
        {
            return ShardedWeights.Open(index);
        }

        string? other = Array.Find(OtherFormats, name => File.Exists(Path.Combine(directory, name)));
        throw new CheckpointException(
            directory, other is null
                ? $"no weights: the directory needs {SingleFileName} (or {IndexFileName} and its shards)"
                : $"the weights are in {other}, which is not read here: the directory needs {SingleFileName} " +
                  $"(or {IndexFileName} and its shards)");
    }
}
