namespace SqueezeBert.Gpu.Files;

/// <summary>Reads small files whole, without trusting their size.</summary>
internal static class WholeFile
{
    /// <summary>Reads the file, refusing one larger than <paramref name="mostBytes"/> before any of it is read.</summary>
    /// <remarks>
    /// The length is taken from the folder entry before the file is opened: a pipe or a device has length 0 there, and
    /// opening one could block for ever.
    /// </remarks>
    /// <exception cref="IOException">The file is missing, is a directory, is too large or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static byte[] Read(string path, int mostBytes)
    {
        if (Directory.Exists(path))
        {
            throw new IOException("expected a file, found a directory");
        }

        long length = FolderEntry.LengthOf(path);
        if (length == 0)
        {
            return [];
        }

        if (length > mostBytes)
        {
            throw new IOException($"the file has {length} bytes, expected at most {mostBytes}");
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        byte[] bytes = new byte[(int)length];
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    }
}
