using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace SqueezeBert.Gpu.Weights;

/// <summary>
/// A read-only memory mapping of a file. Every access has a view of its own of just the bytes it reads: once read they no longer
/// count as this process's memory, and disposing from another thread unmaps nothing under an access.
/// </summary>
internal sealed unsafe class MappedFile : IDisposable
{
    /// <summary>The largest piece shown at once: a span counts in ints, and 2^30 is a multiple of every element size.</summary>
    public const int LargestPiece = 1 << 30;

    private readonly string path;
    private readonly SafeFileHandle file;
    private readonly MemoryMappedFile mapping;
    private readonly long length;

    /// <summary>Maps the file and takes ownership of its handle, also when mapping fails.</summary>
    public MappedFile(string path, SafeFileHandle file, long length)
    {
        this.path = path;
        this.file = file;
        this.length = length;
        try
        {
            mapping = MemoryMappedFile.CreateFromFile(
                file, mapName: null, length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Visit<TState>(long offset, long count, TState state, TensorBytesVisitor<TState> visitor)
        where TState : allows ref struct
    {
        if (count == 0)
        {
            return;
        }

        using MemoryMappedViewAccessor view = mapping.CreateViewAccessor(offset, count, MemoryMappedFileAccess.Read);
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

    /// <remarks>
    /// Touching mapped pages that a truncation took away ends the process, so a shortened file is refused first.
    /// </remarks>
    private void RefuseChangedLength()
    {
        long found = RandomAccess.GetLength(file);
        if (found != length)
        {
            throw new SafetensorsException(
                path, $"the file was changed while it was open: it had {length} bytes, now it has {found}");
        }
    }
}
