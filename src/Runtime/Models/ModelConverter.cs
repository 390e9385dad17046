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

    /// <summary>
    /// Writes <c>model.safetensors</c>: every tensor under its name, of its type, bit for bit, but for the copies of tied weights
    /// (<c>cls.predictions.decoder</c>), which PyTorch's files have beside the originals and no reader needs.
    /// </summary>
    /// <param name="directory">A model directory.</param>
    /// <param name="target">Where to: the same directory, or one that is created if need be and may not hold a model already. That
    /// gets copies of all <c>.json</c> and <c>.txt</c> files, so of configuration, vocabulary and tokenizer.</param>
    /// <param name="cancellationToken">Checked before each tensor; what was written until then is deleted.</param>
    /// <exception cref="ConfigurationException">The configuration cannot be read or cannot run.</exception>
    /// <exception cref="CheckpointException">There are no weights, or the target holds some already.</exception>
    /// <exception cref="WeightsFileException">A file of weights is malformed, or cannot be written.</exception>
    public static ConvertedModel Convert(string directory, string target, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentException.ThrowIfNullOrEmpty(target);
        ModelConfiguration configuration = ConfigurationFile.Load(directory, ModelClass.Trunk);
        bool isInPlace = FullPath(directory) == FullPath(target);
        ModelFiles.RefusePresent(target, isInPlace ? ModelFiles.Safetensors : ModelFiles.All);
        using IWeightSource source = WeightsDirectory.Open(directory);
        string[] copies = TiedCopies(source, configuration);
        TensorInfo[] tensors = [.. source.Tensors.Where(tensor => !copies.Contains(tensor.Name))];
        WholeDirectory.Write(
            target,
            [
                .. isInPlace ? [] : Others(directory),
                (WeightsDirectory.SingleFileName, path => WriteWeights(path, source, tensors, cancellationToken)),
            ]);
        return new ConvertedModel(source.Location, tensors.Length, tensors.Sum(tensor => tensor.ByteLength), copies);
    }

    private static string FullPath(string directory) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));

    private static string[] TiedCopies(IWeightSource source, ModelConfiguration configuration)
    {
        CheckpointNaming naming = ModelWeights.For(configuration, ModelClass.Trunk).Naming;
        HashSet<string> names = [.. source.Tensors.Select(tensor => naming.Canonical(tensor.Name))];
        HashSet<string> copies =
            [.. HeadWeights.Tied(configuration).Where(tied => names.Contains(tied.Original)).Select(tied => tied.Copy)];
        return [.. source.Tensors.Select(tensor => tensor.Name).Where(name => copies.Contains(naming.Canonical(name)))];
    }

    private static void WriteWeights(
        string path, IWeightSource source, IEnumerable<TensorInfo> tensors, CancellationToken cancellationToken) =>
        SafetensorsWriter.Write(
            path,
            tensors.Select(tensor => SafetensorsTensor.Streaming(
                tensor.Name, tensor.DType, tensor.Shape.AsSpan(),
                stream =>
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    source.Visit(
                        tensor.Name, 0, tensor.ByteLength, stream, static (bytes, _, target) => target.Write(bytes));
                })),
            Metadata);

    private static IEnumerable<(string Name, Action<string> Write)> Others(string directory) =>
        Directory.GetFiles(directory)
            .Select(path => Path.GetFileName(path))
            .Where(name => Path.GetExtension(name) is ".json" or ".txt" && !ModelFiles.Weights.Contains(name))
            .Order(StringComparer.Ordinal)
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
