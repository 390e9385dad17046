namespace SqueezeBert.Gpu.Files;

/// <summary>
/// Writes a file so that its name only ever holds a complete one: the bytes go to a temporary file in the same folder,
/// reach the disk, and take the name in one rename. A failure leaves whatever was there before.
/// </summary>
internal static class AtomicFile
{
    private const int BufferBytes = 1 << 17;

    /// <summary>Runs <paramref name="write"/> on a stream whose bytes become the file once it returns.</summary>
    /// <exception cref="IOException">The folder is missing, the disk is full, or the path is a directory.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string target = Path.GetFullPath(path);
        if (Directory.Exists(target))
        {
            throw new IOException($"{path} is a directory");
        }

        if (IsDevice(target))
        {
            using var device = new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, BufferBytes);
            write(device);
            return;
        }

        string folder = Path.GetDirectoryName(target) ?? throw new IOException($"{path} names no file");
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"the folder {folder} does not exist");
        }

        string temporary = Path.Combine(folder, $".{Path.GetRandomFileName()}.tmp");
        bool renamed = false;
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
            renamed = true;
        }
        finally
        {
            if (!renamed)
            {
                File.Delete(temporary);
            }
        }
    }

    // A rename would put a file in the place of /dev/null.
    private static bool IsDevice(string target) =>
        target.StartsWith("/dev/", StringComparison.Ordinal)
        && !target.StartsWith("/dev/shm/", StringComparison.Ordinal)
        && File.Exists(target);
}
