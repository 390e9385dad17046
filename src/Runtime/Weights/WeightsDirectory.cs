namespace SqueezeBert.Gpu.Weights;

/// <summary>
/// Finds the weights in a Hugging Face model directory: <c>model.safetensors</c> first, then the shards named by
/// <c>model.safetensors.index.json</c>, then PyTorch's <c>pytorch_model.bin</c> and its shards. Source: Hugging Face
/// <c>modeling_utils.py</c>, which looks in that order.
/// </summary>
public static class WeightsDirectory
{
    /// <summary>The name of a checkpoint in one file.</summary>
    public const string SingleFileName = "model.safetensors";

    /// <summary>The name of the index of a checkpoint in several files.</summary>
    public const string IndexFileName = "model.safetensors.index.json";

    /// <summary>The name of PyTorch's checkpoint in one file.</summary>
    public const string PyTorchFileName = "pytorch_model.bin";

    /// <summary>The name of the index of PyTorch's checkpoint in several files.</summary>
    public const string PyTorchIndexFileName = "pytorch_model.bin.index.json";

    private static readonly (string Name, Func<string, IWeightSource> Open)[] Formats =
    [
        (SingleFileName, SafetensorsFile.Open),
        (IndexFileName, ShardedWeights.Open),
        (PyTorchFileName, PyTorchFile.Open),
        (PyTorchIndexFileName, ShardedWeights.Open),
    ];

    private static readonly string[] OtherFormats = ["tf_model.h5", "flax_model.msgpack", "model.ckpt.index"];

    /// <summary>The names of all files with which the weights of a directory can begin, in the order of search.</summary>
    internal static IEnumerable<string> FileNames => Formats.Select(format => format.Name);

    /// <summary>Opens the weights of a model directory.</summary>
    /// <exception cref="CheckpointException">
    /// The directory or the weights are missing, or the shards contradict their index.
    /// </exception>
    /// <exception cref="WeightsFileException">A file is malformed or out of reach.</exception>
    public static IWeightSource Open(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        if (!Directory.Exists(directory))
        {
            throw new CheckpointException(
                directory, File.Exists(directory) ? "expected a directory, found a file" : "the directory does not exist");
        }

        foreach ((string name, Func<string, IWeightSource> open) in Formats)
        {
            string path = Path.Combine(directory, name);
            if (File.Exists(path))
            {
                return open(path);
            }
        }

        string? other = Array.Find(OtherFormats, name => File.Exists(Path.Combine(directory, name)));
        string found = other is null ? "no weights" : $"the weights are in {other}, which is not read here";
        throw new CheckpointException(
            directory, $"{found}: the directory needs {SingleFileName} or {PyTorchFileName} (or the index of one and its shards)");
    }
}
