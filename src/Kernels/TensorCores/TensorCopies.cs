using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Algorithms;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>64 rows of a matrix of 16-bit numbers on their way to shared memory.</summary>
internal readonly struct TensorCopies
{
    private const int Quads = TensorTile.Depth / 8;
    private const int Step = TensorTile.GroupSize / Quads;

    private readonly long upper;
    private readonly long lower;
    private readonly int depths;

    /// <summary>Takes the rows that this thread copies: four neighbours copy one, and each thread 16 bytes of two.</summary>
    /// <param name="matrix">The address of the first row, a multiple of 16.</param>
    /// <param name="pitch">Elements from one row to the next, a multiple of 8.</param>
    /// <param name="rows">Rows that are there; past the last, the last is repeated.</param>
    /// <param name="depths">Depths of a row; past the last, zeros.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TensorCopies(long matrix, int pitch, int rows, int depths)
    {
        upper = matrix + (2L * pitch * XMath.Min(Row, rows - 1)) + (16 * Quad);
        lower = matrix + (2L * pitch * XMath.Min(Row + Step, rows - 1)) + (16 * Quad);
        this.depths = depths;
    }

    private static int Row => Group.IdxX / Quads;

    private static int Quad => Group.IdxX & (Quads - 1);

    /// <summary>Starts the copies of a tile.</summary>
    /// <param name="to">The tile in shared memory.</param>
    /// <param name="depth">Its first depth, one that is there.</param>
    /// <param name="rowPitch">Bytes from one row of shared memory to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Start(uint to, int depth, int rowPitch = TensorTile.Pitch)
    {
        uint place = to + (uint)((Row * rowPitch) + (16 * Quad));
        uint bytes = depth + (8 * Quad) < depths ? 16u : 0u;
        AsyncCopy.Start(place, upper + (2L * depth), bytes);
        AsyncCopy.Start(place + (uint)(Step * rowPitch), lower + (2L * depth), bytes);
    }
}
