using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Models;

/// <summary>The names of the files that make a directory a model's.</summary>
internal static class ModelFiles
{
    /// <summary>Files of weights, or their indexes, in any format that is read.</summary>
    public static IReadOnlyList<string> Weights { get; } = [.. WeightsDirectory.FileNames];

    /// <summary>Those of <see cref="Weights"/> that are safetensors.</summary>
    public static IReadOnlyList<string> Safetensors { get; } = [WeightsDirectory.SingleFileName, WeightsDirectory.IndexFileName];

    /// <summary>Weights and configuration.</summary>
    public static IReadOnlyList<string> All { get; } = [ModelConfiguration.FileName, .. Weights];

    /// <exception cref="CheckpointException">The directory holds one of these files.</exception>
    public static void RefusePresent(string directory, IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            if (File.Exists(Path.Combine(directory, name)))
            {
                throw new CheckpointException(directory, $"holds {name} already, expected a directory without it");
            }
        }
    }
}
