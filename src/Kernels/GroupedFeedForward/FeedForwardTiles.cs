using System.Runtime.CompilerServices;
using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// The tiles of both weights of one group of a feed-forward, in the order of their use, through a ring of four stages in shared
/// memory: for each 64 wide channels those of W1, depth after depth; then, for each part of these channels that is the depth of a
/// tile, those of W2, 64 outputs after the other.
/// </summary>
/// <typeparam name="TElement">The weights' format.</typeparam>
internal readonly struct FeedForwardTiles<TElement>
    where TElement : struct, ITensorElement
{
    /// <summary>Bytes of the ring.</summary>
    public const int Bytes = 4 * TensorTile.Bytes;

    private const uint LastStage = 3 * TensorTile.Bytes;
    private const int HalfRows = TensorTile.Rows / 2;

    private readonly long inner;
    private readonly long outer;
    private readonly int cg;
    private readonly int ig;
    private readonly int end;
    private readonly uint ring;
    private readonly int threads;
    private readonly int wide;

    // The next tile of these wide channels: W1's are numbered up to -1, W2's from 0, those of a part from a multiple of four.
    private readonly int place;
    private readonly uint stage;

    /// <summary>Before the first tile.</summary>
    /// <param name="inner">Where the group's part of W1 begins: [I / G, C / G].</param>
    /// <param name="outer">Where the group's part of W2 begins: [C / G, I / G].</param>
    /// <param name="cg">C / G, a multiple of 32.</param>
    /// <param name="ig">I / G, a multiple of 64.</param>
    /// <param name="first">The first of the group's wide channels that are wanted, a multiple of 64.</param>
    /// <param name="end">One past the last, likewise.</param>
    /// <param name="ring">The ring in shared memory.</param>
    /// <param name="threads">Threads of the group: a constant.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FeedForwardTiles(long inner, long outer, int cg, int ig, int first, int end, uint ring, int threads)
        : this(
            inner + TensorCopies.Offset(TElement.Size * cg),
            outer + TensorCopies.Offset(TElement.Size * ig),
            cg,
            ig,
            end,
            ring,
            threads,
            first,
            -OfInner(cg),
            0)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private FeedForwardTiles(
        long inner, long outer, int cg, int ig, int end, uint ring, int threads, int wide, int place, uint stage)
    {
        this.inner = inner;
        this.outer = outer;
        this.cg = cg;
        this.ig = ig;
        this.end = end;
        this.ring = ring;
        this.threads = threads;
        this.wide = wide;
        this.place = place;
        this.stage = stage;
    }

    /// <summary>The tile that <see cref="Advance"/> has waited for.</summary>
    public uint Current => ring + stage;

    /// <summary>Starts to copy the next tile; one that is not there makes an empty group of copies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FeedForwardTiles<TElement> Start()
    {
        bool isInner = place < 0;
        int strip = place & 3;
        if (wide < end)
        {
            int output = TensorTile.Rows * strip;
            int pitch = TElement.Size * (isInner ? cg : ig);
            long from = isInner
                ? inner + ((pitch * wide) + (TensorTile.RowBytes * (place + OfInner(cg))))
                : outer + ((pitch * output) + (TensorTile.RowBytes * (place >> 2)) + (TElement.Size * wide));

            // Of W2 the last 64 rows may be 32, which stand for the others too: nobody stores what is made of those.
            Copy(from, pitch, isInner || output + HalfRows < cg ? HalfRows * pitch : 0);
        }

        AsyncCopy.Commit();
        int next = isInner || TensorTile.Rows * (strip + 1) < cg ? place + 1 : (place | 3) + 1;
        bool isLast = next == TensorTile.Rows / TensorTile.Depth<TElement>() * 4;
        return new FeedForwardTiles<TElement>(
            inner,
            outer,
            cg,
            ig,
            end,
            ring,
            threads,
            isLast ? wide + TensorTile.Rows : wide,
            isLast ? -OfInner(cg) : next,
            stage == LastStage ? 0 : stage + TensorTile.Bytes);
    }

    /// <summary>
    /// Waits for the oldest of three tiles that were started, and starts a fourth where the tile before it lay. Every thread of
    /// the group must call.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FeedForwardTiles<TElement> Advance()
    {
        AsyncCopy.WaitForAllButTwo();
        Group.Barrier();
        return Start();
    }

    // Tiles of W1 for the same wide channels.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int OfInner(int cg) => (int)((uint)cg / (uint)TensorTile.Depth<TElement>());

    // Every row of a tile is whole. Four neighbours copy one, so each thread of four warps has two and one of two warps four.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Copy(long from, int pitch, int half)
    {
        uint to = ring + stage + (uint)TensorCopies.Offset(TensorTile.Pitch);
        int step = threads / TensorCopies.Quads;
        AsyncCopy.Start(to, from);
        AsyncCopy.Start(to + (HalfRows * TensorTile.Pitch), from + half);
        if (step < HalfRows)
        {
            AsyncCopy.Start(to + (uint)(step * TensorTile.Pitch), from + (step * pitch));
            AsyncCopy.Start(to + (uint)((HalfRows + step) * TensorTile.Pitch), from + (half + (step * pitch)));
        }
    }
}
