using System.Runtime.CompilerServices;
using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// The tiles of one head's weights in the order of their use, through a ring of four stages in shared memory: those of queries,
/// then of keys, then of values, depth after depth.
/// </summary>
internal readonly struct SelfAttentionTiles
{
    private const uint LastStage = 3 * TensorTile.Bytes;
    private const int Projections = 3;

    // Of a tile of 16-bit numbers, which alone come through this ring.
    private const int Depth = TensorTile.RowBytes / sizeof(ushort);

    private readonly long head;
    private readonly int c;
    private readonly int cg;
    private readonly uint ring;
    private readonly int projection;
    private readonly int depth;
    private readonly uint stage;

    /// <summary>Before the first tile.</summary>
    /// <param name="head">Where the head's part of Wq begins: 64 rows of [3, C, C / G].</param>
    /// <param name="c">C.</param>
    /// <param name="cg">C / G, a multiple of 64.</param>
    /// <param name="ring">The ring in shared memory.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SelfAttentionTiles(long head, int c, int cg, uint ring)
        : this(head, c, cg, ring, 0, 0, 0)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SelfAttentionTiles(long head, int c, int cg, uint ring, int projection, int depth, uint stage)
    {
        this.head = head;
        this.c = c;
        this.cg = cg;
        this.ring = ring;
        this.projection = projection;
        this.depth = depth;
        this.stage = stage;
    }

    /// <summary>
    /// Starts to copy four tiles, from the first of a projection on, into a ring that nobody reads. The caller ends the group of
    /// copies, waits for it, and passes a barrier.
    /// </summary>
    /// <param name="first">0 begins with queries, 1 with keys.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SelfAttentionTiles Fill(int first)
    {
        var tiles = new SelfAttentionTiles(head, c, cg, ring, first, 0, stage);
        return tiles.Start().Start().Start().Start();
    }

    /// <summary>
    /// Adds the products of a whole projection, C / G of them to each sum. Behind it no thread of the group reads the left
    /// operand for it any more. Every thread of the group must call.
    /// </summary>
    /// <param name="left">The left operand, <see cref="TensorTile.LeftOffset"/> included.</param>
    /// <param name="sums">Changed in place.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SelfAttentionTiles Multiply<TElement>(uint left, TensorStrip sums)
        where TElement : struct, ITensorElement
    {
        SelfAttentionTiles tiles = this;
        uint right = ring + TensorTile.RightOffset();
        for (int done = 0; done < cg; done += Depth)
        {
            TensorTile.Multiply<TElement>(sums, left + (uint)(2 * done), right + tiles.stage);

            // Two tiles may be on their way behind the one that comes next; the one before the barrier makes room for a third.
            AsyncCopy.WaitForAllButTwo();
            Group.Barrier();
            tiles = tiles.Start();
            AsyncCopy.Commit();
        }

        return tiles;
    }

    // Starts to copy the next tile, if there is one, into the oldest stage, and passes on to the stage behind it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SelfAttentionTiles Start()
    {
        if (projection < Projections)
        {
            long rows = head + (2L * projection * c * cg);
            new TensorCopies(rows, 2 * cg, TensorTile.Rows, 2 * cg).Start(ring + stage, 2 * depth);
        }

        bool isLast = depth + Depth == cg;
        return new SelfAttentionTiles(
            head,
            c,
            cg,
            ring,
            isLast ? projection + 1 : projection,
            isLast ? 0 : depth + Depth,
            stage == LastStage ? 0 : stage + TensorTile.Bytes);
    }
}
