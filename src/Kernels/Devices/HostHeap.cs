using System.Runtime.InteropServices;

namespace SqueezeBert.Gpu.Devices;

/// <summary>
/// Memory of the CPU device that Linux is asked to map in large pages; weights lie side by side in pieces of it. A pass reads all
/// weights, and in pages of 4 KiB a processor looks up 28 thousand of them for SqueezeBERT-base, which it waits for. Of activations
/// an epilogue writes a line or two of each row, and rows are 3 KiB apart.
/// </summary>
internal static unsafe partial class HostHeap
{
    // A large page of x86-64, and of AArch64 where its others have 4 KiB.
    private const nuint LargePage = 2 * 1024 * 1024;

    // What of a piece is not used is never touched, and takes addresses only.
    private const nuint PieceBytes = 16 * LargePage;

    // MADV_HUGEPAGE in the headers of Linux.
    private const int InLargePages = 14;

    private static readonly Lock Gate = new();
    private static Piece? current;

    /// <summary>Allocates memory for weights, contents undefined.</summary>
    /// <param name="length">Elements, at least 1.</param>
    /// <param name="elementSize">Bytes of one.</param>
    public static HostBuffer Allocate(long length, int elementSize)
    {
        nuint bytes = Align(checked((nuint)length * (nuint)elementSize), HostBuffer.Alignment);
        lock (Gate)
        {
            if (bytes > PieceBytes)
            {
                return new Piece(bytes).Take(length, elementSize, bytes);
            }

            if (current is null || current.Left < bytes)
            {
                current = new Piece(PieceBytes);
            }

            return current.Take(length, elementSize, bytes);
        }
    }

    /// <summary>Allocates memory that comes and goes by itself, contents undefined: in large pages if it fills one.</summary>
    /// <param name="length">Elements, at least 1.</param>
    /// <param name="elementSize">Bytes of one.</param>
    public static HostBuffer AllocateApart(long length, int elementSize)
    {
        nuint bytes = checked((nuint)length * (nuint)elementSize);
        return bytes < LargePage ? new HostBuffer(length, elementSize) : new Piece(bytes).Take(length, elementSize, bytes);
    }

    private static nuint Align(nuint bytes, nuint unit) => checked(bytes + unit - 1) / unit * unit;

    // It is advice: a kernel that has no large pages, or none left, goes on with small ones.
    private static void AskForLargePages(void* start, nuint bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Advise(start, bytes, InLargePages);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint bytes, int advice);

    private sealed class Piece
    {
        private readonly byte* start;
        private readonly nuint size;
        private nuint used;
        private int buffers;

        public Piece(nuint bytes)
        {
            size = Align(bytes, LargePage);
            start = (byte*)NativeMemory.AlignedAlloc(size, LargePage);
            AskForLargePages(start, size);
        }

        public nuint Left => size - used;

        public HostBuffer Take(long length, int elementSize, nuint bytes)
        {
            var buffer = new HostBuffer(length, elementSize, (nint)(start + used), GiveBack);
            used += bytes;
            buffers++;
            return buffer;
        }

        // A piece goes with the last buffer in it.
        private void GiveBack()
        {
            lock (Gate)
            {
                if (--buffers == 0)
                {
                    NativeMemory.AlignedFree(start);
                    current = current == this ? null : current;
                }
            }
        }
    }
}
