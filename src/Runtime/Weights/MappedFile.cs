using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace SqueezeBert.Gpu.Weights;

/// <summary>
/// A read-only memory mapping of a whole file. Every access holds a reference on the view, so that disposing from another
/// thread unmaps only after the access has ended.
/// </summary>
internal sealed unsafe class MappedFile : IDisposable
{
    /// <summary>The largest piece shown at once: a span counts in ints, and 2^30 is a multiple of every element size.</summary>
    public const int LargestPiece = 1 << 30;

    private readonly string path;
    private readonly SafeFileHandle file;
    private readonly MemoryMappedFile mapping;
    private readonly MemoryMappedViewAccessor view;
    private readonly long length;

    /// <summary>Maps the file and takes ownership of its handle, also when mapping fails.</summary>
    public MappedFile(string path, SafeFileHandle file, long length)
    {
        this.path = path;
        this.file = file;
        this.length = length;
        MemoryMappedFile? opened = null;
        try
        {
            opened = MemoryMappedFile.CreateFromFile(
                file, mapName: null, length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            view = opened.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
            mapping = opened;
        }
        catch
        {
            opened?.Dispose();
            file.Dispose();
            throw;
        }
    }

    public void Visit<TState>(long offset, long count, TState state, TensorBytesVisitor<TState> visitor)
        where TState : allows ref struct
    {
        byte* start = null;
        SafeMemoryMappedViewHandle handle = view.SafeMemoryMappedViewHandle;
        handle.AcquirePointer(ref start);
        try
        {
            RefuseChangedLength();
            start += view.PointerOffset + offset;
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
        view.Dispose();
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
