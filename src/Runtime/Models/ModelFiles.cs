using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Files;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Models;

/// <summary>The files that make a directory a model's.</summary>
internal static class ModelFiles
{
    /// <summary>The names of the configuration, and of weights or their indexes in any format that is read.</summary>
    public static IReadOnlyList<string> All { get; } = [ModelConfiguration.FileName, .. WeightsDirectory.FileNames];

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

    /// <summary>Writes all of these files, or none.</summary>
    /// <param name="directory">Created if it does not exist.</param>
    /// <param name="files">The name of each, and what writes it to the path that it is given.</param>
    /// <exception cref="CheckpointException">A file of one of these names is there already, or the directory cannot be created.
    /// </exception>
    public static void Write(string directory, IReadOnlyList<(string Name, Action<string> Write)> files)
    {
        try
        {
            WholeDirectory.Write(directory, files);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(directory, $"the model cannot be written there: {error.Message}", error);
        }
    }
}
