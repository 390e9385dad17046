using SqueezeBert.Gpu.Models;

namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>The models' files, made once and kept: they are large, and the same every time.</summary>
/// <param name="folder">Where they are kept.</param>
/// <param name="peers">Makes ONNX files.</param>
internal sealed class ModelCache(string folder, Peers peers)
{
    private const int Seed = 1;
    private const string OnnxName = "model.onnx";

    /// <summary>The user's cache folder.</summary>
    public static string DefaultFolder => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "squeezebert-bench");

    /// <summary>The files of a model, made now if need be.</summary>
    /// <param name="model">The model.</param>
    /// <param name="needsOnnx">Whether anybody reads the ONNX file.</param>
    public ModelFiles Files(BenchModel model, bool needsOnnx)
    {
        string directory = Path.Combine(folder, model.Name);
        var files = new ModelFiles(directory, Path.Combine(directory, OnnxName));
        if (!Directory.Exists(directory))
        {
            Console.Error.WriteLine($"{model.Name}: writing random weights to {directory}");
            Write(model, directory);
        }

        // As make does it: again when the exporter is newer than what it made.
        if (needsOnnx && File.GetLastWriteTimeUtc(files.OnnxFile) < peers.Changed)
        {
            Console.Error.WriteLine($"{model.Name}: exporting to ONNX");
            peers.ExportOnnx(directory, files.OnnxFile);
        }

        return files;
    }

    // Under another name until it is whole.
    private static void Write(BenchModel model, string directory)
    {
        string partial = directory + ".partial";
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }

        ModelInitializer.Write(model.Configuration, Seed, partial);
        Directory.Move(partial, directory);
    }
}
