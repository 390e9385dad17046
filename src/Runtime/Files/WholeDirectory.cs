namespace SqueezeBert.Gpu.Files;

/// <summary>Writes files that are worth nothing without one another into a directory: all of them, or none.</summary>
internal static class WholeDirectory
{
    /// <summary>Writes the files in order; when one fails, those before it are deleted again.</summary>
    /// <param name="directory">Created if it does not exist. Files of these names must not be in it.</param>
    /// <param name="files">The name of each, and what writes it to the path that it is given.</param>
    public static void Write(string directory, IEnumerable<(string Name, Action<string> Write)> files)
    {
        bool isNew = !Directory.Exists(directory);
        var written = new List<string>();
        Directory.CreateDirectory(directory);
        bool isWhole = false;
        try
        {
            foreach ((string name, Action<string> write) in files)
            {
                string path = Path.Combine(directory, name);
                write(path);
                written.Add(path);
            }

            isWhole = true;
        }
        finally
        {
            if (!isWhole)
            {
                written.ForEach(File.Delete);
                if (isNew)
                {
                    Directory.Delete(directory);
                }
            }
        }
    }
}
