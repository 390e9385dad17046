namespace SqueezeBert.Gpu.Devices.Caching;

/// <summary>
/// Compiled kernels in a folder that processes share. An entry appears whole or not at all, because it is written beside its place
/// and then renamed. Nothing here throws: without an entry a kernel is compiled, and <see cref="Problem"/> says what happened.
/// </summary>
/// <param name="folder">A folder that <see cref="CacheFolder.Prepare"/> has accepted.</param>
/// <param name="mostBytes">What entries may take together; the oldest go when they take more.</param>
internal sealed class KernelStore(string folder, long mostBytes = KernelStore.DefaultMostBytes)
{
    // Some hundred kernels, of which a model takes about ten.
    private const long DefaultMostBytes = 64 << 20;
    private const string Prefix = "kernel-";
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Where they are.</summary>
    public string Folder => folder;

    /// <summary>Entries that were not as they were written.</summary>
    public int Damaged { get; private set; }

    /// <summary>What went wrong last; null where nothing did.</summary>
    public string? Problem { get; private set; }

    /// <summary>The file of a key.</summary>
    public string PathOf(KernelKey key) => Path.Combine(folder, $"{Prefix}{key.Digest}.bin");

    /// <summary>A kernel that was kept; null where there is none, or a damaged one.</summary>
    public KeptKernel? Find(KernelKey key)
    {
        string path = PathOf(key);
        try
        {
            return KernelFile.Decode(Read(path), key);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (InvalidDataException error)
        {
            Damaged++;
            Problem = $"{path}: damaged, {error.Message}; compiled anew";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Problem = error.Message;
        }

        return null;
    }

    /// <summary>Keeps a kernel, in place of what is there.</summary>
    public void Keep(KernelKey key, KeptKernel kernel)
    {
        string path = PathOf(key);
        string beside = Path.ChangeExtension(path, $"{Guid.NewGuid():n}.tmp");
        try
        {
            try
            {
                Write(beside, KernelFile.Encode(key, kernel));
                File.Move(beside, path, overwrite: true);
            }
            finally
            {
                File.Delete(beside);
            }

            RemoveOldest();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Problem = error.Message;
        }
    }

    /// <summary>What the folder holds, as the beginnings of its files tell.</summary>
    public KernelCacheContents TakeStock()
    {
        var contents = new KernelCacheContents(folder, true, 0, 0, TimeSpan.Zero, null);
        byte[] header = new byte[KernelFile.HeaderBytes];
        try
        {
            foreach (string path in Directory.EnumerateFiles(folder, $"{Prefix}*.bin"))
            {
                using FileStream stream = Open(path);
                int read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
                if (KernelFile.CompilationOf(header.AsSpan(0, read)) is { } compilation)
                {
                    contents = contents with
                    {
                        Kernels = contents.Kernels + 1,
                        Bytes = contents.Bytes + stream.Length,
                        Compilation = contents.Compilation + compilation,
                    };
                }
            }

            return contents;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return contents with { Problem = error.Message };
        }
    }

    // Another process may rename a new entry over this one meanwhile.
    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private static byte[] Read(string path)
    {
        using FileStream stream = Open(path);
        if (stream.Length > KernelFile.MostBytes)
        {
            throw new InvalidDataException($"expected at most {KernelFile.MostBytes} bytes, found {stream.Length}");
        }

        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static void Write(string path, byte[] bytes)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OnlyOwner;
        }

        using var stream = new FileStream(path, options);
        stream.Write(bytes);
    }

    // Whatever a process left behind that ended while it wrote goes the same way. Other files are none of ours.
    private void RemoveOldest()
    {
        FileInfo[] entries = [.. new DirectoryInfo(folder).EnumerateFiles($"{Prefix}*")
            .Where(file => file.Extension is ".bin" or ".tmp")
            .Where(file => file.Exists)
            .OrderBy(file => file.LastWriteTimeUtc)];
        long bytes = entries.Sum(file => file.Length);
        foreach (FileInfo oldest in entries.TakeWhile(_ => bytes > mostBytes))
        {
            bytes -= oldest.Length;
            oldest.Delete();
        }
    }
}
