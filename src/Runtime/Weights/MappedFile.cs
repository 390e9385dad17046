using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;
using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Weights;

/// <summary>
/// A read-only memory mapping of a file. Every access has a view of its own of just the bytes it reads: once read they no longer
/// count as this process's memory, and disposing from another thread unmaps nothing under an access.
/// </summary>
internal sealed unsafe class MappedFile : IDisposable
{
    /// <summary>The largest piece shown at once: a span counts in ints, and 2^30 is a multiple of every element size.</summary>
    public const int LargestPiece = 1 << 30;

    // A safetensors file begins with eight bytes that are a length, and the least PyTorch file is longer.
    private const int LeastBytes = 8;

    private readonly string path;
    private readonly SafeFileHandle file;
    private readonly MemoryMappedFile mapping;

    private MappedFile(string path, SafeFileHandle file)
    {
        this.path = path;
        this.file = file;
        Length = RandomAccess.GetLength(file);
        RefuseTooShort(path, Length);
        mapping = MemoryMappedFile.CreateFromFile(
            file, mapName: null, Length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
    }

    /// <summary>Bytes of the file when it was opened.</summary>
    public long Length { get; }

    /// <summary>Opens and maps a file of 8 bytes or more; no format of weights has shorter ones.</summary>
    /// <exception cref="WeightsFileException">The file is missing, out of reach or too short.</exception>
    public static MappedFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            // Asked before opening: a pipe or a device has length 0 here, and opening one could block for ever.
            RefuseTooShort(path, FolderEntry.LengthOf(path));
            SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            try
            {
                return new MappedFile(path, file);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string problem = Directory.Exists(path) ? "expected a file, found a directory"
                : error is FileNotFoundException or DirectoryNotFoundException ? "the file does not exist"
                : $"the file cannot be read: {error.Message}";
            throw new WeightsFileException(path, problem, error);
        }
    }

    /// <summary>Copies bytes without mapping them: for headers, which are read while the file is opened.</summary>
    /// <exception cref="WeightsFileException">The file became shorter, or cannot be read.</exception>
    public void ReadExactly(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            int read = Read(offset, destination);
            if (read == 0)
            {
                throw new WeightsFileException(path, $"the file ended at byte {offset} while it was read");
            }

            destination = destination[read..];
            offset += read;
        }
    }

    public void Visit<TState>(long offset, long count, TState state, TensorBytesVisitor<TState> visitor)
        where TState : allows ref struct
    {
        if (count == 0)
        {
            return;
        }

        using MemoryMappedViewAccessor view = View(offset, count);
        byte* start = null;
        SafeMemoryMappedViewHandle handle = view.SafeMemoryMappedViewHandle;
        handle.AcquirePointer(ref start);
        try
        {
            RefuseChangedLength();
            start += view.PointerOffset;
            for (long done = 0; done < count; done += LargestPiece)
            {
                int piece = (int)Math.Min(LargestPiece, count - done);
                visitor(new ReadOnlySpan<byte>(start + done, piece), done, state);
            }
        }
        finally
        {
            handle.ReleasePointer();
        }
    }

    public void Dispose()
    {
        mapping.Dispose();
        file.Dispose();
    }

    private MemoryMappedViewAccessor View(long offset, long count)
    {
        try
        {
            return mapping.CreateViewAccessor(offset, count, MemoryMappedFileAccess.Read);
        }
        catch (IOException error)
        {
            throw new WeightsFileException(path, $"{count} bytes of the file cannot be mapped: {error.Message}", error);
        }
    }

    private static void RefuseTooShort(string path, long length)
    {
        if (length < LeastBytes)
        {
            throw new WeightsFileException(
                path, $"the file has {length} bytes, expected at least {LeastBytes}: no weights are in so short a file");
        }
    }

    private int Read(long offset, Span<byte> destination)
    {
        try
        {
            return RandomAccess.Read(file, destination, offset);
        }
        catch (IOException error)
        {
            throw new WeightsFileException(path, $"the file cannot be read: {error.Message}", error);
        }
    }

    /// <remarks>
    /// Touching mapped pages that a truncation took away ends the process, so a shortened file is refused first.
    /// </remarks>
    private void RefuseChangedLength()
    {
        long found = RandomAccess.GetLength(file);
        if (found != Length)
        {
            throw new WeightsFileException(
                path, $"the file was changed while it was open: it had {Length} bytes, now it has {found}");
        }
    }
}
