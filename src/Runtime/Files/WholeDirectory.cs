namespace SqueezeBert.Gpu.Files;

/// <summary>Writes files that are worth nothing without one another into a directory: all of them, or none.</summary>
internal static class WholeDirectory
{
    /// <summary>
    /// Writes the files in order; when one fails, those before it are deleted again, and so are the directories that were created.
    /// </summary>
    /// <param name="directory">Created if it does not exist.</param>
    /// <param name="files">The name of each, and what writes it to the path that it is given.</param>
    /// <exception cref="IOException">A file of one of these names is there already, or the directory cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be created.</exception>
    /// <exception cref="AggregateException">A file failed, and then so did deleting the others.</exception>
    public static void Write(string directory, IReadOnlyList<(string Name, Action<string> Write)> files)
    {
        string[] paths = [.. files.Select(file => Path.Combine(directory, file.Name))];
        if (Array.Find(paths, File.Exists) is { } present)
        {
            throw new IOException($"{present} exists already");
        }

        string[] created = [.. Missing(Path.GetFullPath(directory))];
        int written = 0;
        try
        {
            Directory.CreateDirectory(directory);
            for (; written < paths.Length; written++)
            {
                files[written].Write(paths[written]);
            }
        }
        catch (Exception error)
        {
            TakeBack(paths[..written], created, error);
            throw;
        }
    }

    // The directory itself first.
    private static IEnumerable<string> Missing(string directory)
    {
        for (string? path = directory; path is not null && !Directory.Exists(path); path = Path.GetDirectoryName(path))
        {
            yield return path;
        }
    }

    private static void TakeBack(IEnumerable<string> files, IEnumerable<string> directories, Exception reason)
    {
        try
        {
            foreach (string file in files)
            {
                File.Delete(file);
            }

            foreach (string directory in directories.Where(Directory.Exists))
            {
                Directory.Delete(directory);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new AggregateException(reason, error);
        }
    }
}
