using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Files;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Models;

/// <summary>
/// Writes the weights of a model directory as one <c>model.safetensors</c>, whichever format they are in: PyTorch's, or shards.
/// </summary>
public static class ModelConverter
{
    private const int MostBytesOfOthers = 64 << 20;

    // What Hugging Face's libraries write into the file, and ask for when they read it.
    private static readonly Dictionary<string, string> Metadata = new() { ["format"] = "pt" };

    private static readonly string[] Others =
    [
        ModelConfiguration.FileName, "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
        "vocab.txt",
    ];

    /// <summary>
    /// Writes <c>model.safetensors</c>: every tensor under its name, of its type, bit for bit. Left out are tied weights
    /// (<c>cls.predictions.decoder</c>) that equal what they are tied to, which PyTorch's files have twice and no reader needs.
    /// </summary>
    /// <param name="directory">A model directory.</param>
    /// <param name="target">Where to: the same directory, where the new file is from then on the one that is read; or one that is
    /// created if need be and may not hold a model or a tokenizer already. That gets copies of the configuration and of the
    /// tokenizer's files.</param>
    /// <param name="cancellationToken">Checked before each tensor; what was written until then is deleted.</param>
    /// <exception cref="ConfigurationException">The configuration cannot be read or cannot run.</exception>
    /// <exception cref="CheckpointException">There are no weights, or the target holds one of the files already or cannot be
    /// created.</exception>
    /// <exception cref="WeightsFileException">A file of weights is malformed, or cannot be written.</exception>
    public static ConvertedModel Convert(string directory, string target, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentException.ThrowIfNullOrEmpty(target);
        ModelConfiguration configuration = ConfigurationFile.Load(directory, ModelClass.Trunk);
        bool isInPlace = FullPath(directory) == FullPath(target);
        ModelFiles.RefusePresent(target, isInPlace ? [WeightsDirectory.SingleFileName] : [.. ModelFiles.All, .. Others]);
        using IWeightSource source = WeightsDirectory.Open(directory);
        string[] copies = [.. TiedCopies(source, configuration)];
        TensorInfo[] tensors = [.. source.Tensors.Where(tensor => !copies.Contains(tensor.Name))];
        ModelFiles.Write(
            target,
            [
                .. isInPlace ? [] : CopiesOfOthers(directory),
                (WeightsDirectory.SingleFileName, path => SafetensorsWriter.Write(
                    path,
                    tensors.Select(tensor => SafetensorsTensor.FromSource(
                        source, tensor.Name, cancellationToken: cancellationToken)),
                    Metadata)),
            ]);
        string file = Path.Combine(target, WeightsDirectory.SingleFileName);
        return new ConvertedModel(source.Location, file, tensors.Length, tensors.Sum(tensor => tensor.ByteLength), copies);
    }

    private static string FullPath(string directory) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));

    private static IEnumerable<string> TiedCopies(IWeightSource source, ModelConfiguration configuration)
    {
        CheckpointNaming naming = ModelWeights.For(configuration, ModelClass.Trunk).Naming;
        ILookup<string, string> names = source.Tensors.ToLookup(tensor => naming.Canonical(tensor.Name), tensor => tensor.Name);
        return
            from tied in HeadWeights.Tied(configuration)
            from copy in names[tied.Copy]
            where names[tied.Original].Any(original => source.HasEqualTensors(copy, original))
            select copy;
    }

    private static IEnumerable<(string Name, Action<string> Write)> CopiesOfOthers(string directory) => Others
        .Where(name => File.Exists(Path.Combine(directory, name)))
        .Select(name => (name, (Action<string>)(path => Copy(Path.Combine(directory, name), path))));

    private static void Copy(string path, string target)
    {
        try
        {
            byte[] bytes = WholeFile.Read(path, MostBytesOfOthers);
            AtomicFile.Write(target, stream => stream.Write(bytes));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(path, $"the file cannot be copied to {target}: {error.Message}", error);
        }
    }
}
