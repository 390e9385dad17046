using System.Runtime.CompilerServices;
using ILGPU.Algorithms;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>The activations of a group of threads, shared among them as <see cref="TensorQuads"/> says, and how they will lie in shared memory.</summary>
internal readonly struct TensorRows
{
    /// <summary>Channels before the first depth of the first row.</summary>
    public readonly long Start;

    /// <summary>Channels from one row to the next.</summary>
    public readonly int Stride;

    /// <summary>Rows that are there; past the last, the last is repeated.</summary>
    public readonly int Rows;

    /// <summary>Depths of a row; past the last, zeros.</summary>
    public readonly int Depths;

    /// <summary>Bytes from one row of shared memory to the next.</summary>
    public readonly int Pitch;

    /// <summary>Threads of the group: a constant, so that what depends on it is known while compiling.</summary>
    public readonly int Threads;

    /// <summary>Takes rows; start, stride and depths are multiples of 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TensorRows(long start, int stride, int rows, int depths, int pitch, int threads = TensorTile.GroupSize)
    {
        Start = start;
        Stride = stride;
        Rows = rows;
        Depths = depths;
        Pitch = pitch;
        Threads = threads;
    }

    /// <summary>Where a row begins, in fours of channels; a row that is not there stands for the last.</summary>
    /// <param name="row">Of the group's.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Quad(int row) => (Start + ((long)XMath.Min(row, Rows - 1) * Stride)) >> 2;
}
