namespace SqueezeBert.Gpu.Cli.Output;

/// <summary>
/// A file that takes its name once it is complete: until then it has a temporary one in the same folder, and it is gone
/// when the command fails or is interrupted, or the process ends by <see cref="Environment.Exit"/>.
/// </summary>
internal sealed class PendingFile : IDisposable
{
    private readonly string target;
    private readonly string? temporary;
    private readonly FileStream stream;

    private PendingFile(string target, string? temporary)
    {
        this.target = target;
        this.temporary = temporary;
        stream = temporary is null
            ? new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)
            : new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Delete);
        AppDomain.CurrentDomain.ProcessExit += DeleteTemporary;
        Writer = ToolStreams.Utf8Writer(stream);
    }

    /// <summary>What writes into it.</summary>
    public TextWriter Writer { get; }

    /// <summary>Begins a file.</summary>
    /// <exception cref="IOException">The path is a directory, or its folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static PendingFile Create(string path)
    {
        string target = Path.GetFullPath(path);
        if (Directory.Exists(target))
        {
            throw new IOException($"{path}: expected a file to write, found a directory");
        }

        if (IsDevice(target))
        {
            return new PendingFile(target, temporary: null);
        }

        string folder = Path.GetDirectoryName(target)!;
        return Directory.Exists(folder)
            ? new PendingFile(target, Path.Combine(folder, $".{Path.GetRandomFileName()}.tmp"))
            : throw new DirectoryNotFoundException($"{path}: the folder {folder} does not exist");
    }

    /// <summary>Gives the file its name.</summary>
    public void Complete()
    {
        Writer.Flush();
        if (temporary is not null)
        {
            stream.Flush(flushToDisk: true);
            stream.Dispose();
            File.Move(temporary, target, overwrite: true);
        }
    }

    /// <summary>Deletes what was not completed.</summary>
    public void Dispose()
    {
        stream.Dispose();
        DeleteTemporary(null, EventArgs.Empty);
        AppDomain.CurrentDomain.ProcessExit -= DeleteTemporary;
    }

    private void DeleteTemporary(object? sender, EventArgs arguments)
    {
        if (temporary is not null)
        {
            File.Delete(temporary);
        }
    }

    // A rename would put a file in the place of /dev/null or of the end of a pipe.
    private static bool IsDevice(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal);
}
