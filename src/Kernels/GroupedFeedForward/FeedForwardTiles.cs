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

    private readonly long inner;
    private readonly long outer;
    private readonly int cg;
    private readonly int ig;
    private readonly int end;
    private readonly uint ring;
    private readonly int threads;
    private readonly int wide;
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
        : this(inner, outer, cg, ig, end, ring, threads, first, 0, 0)
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
        int depth = TensorTile.Depth<TElement>();
        int ofInner = cg / depth;
        int strips = (cg + TensorTile.Rows - 1) / TensorTile.Rows;
        if (wide < end)
        {
            bool isInner = place < ofInner;
            int part = Part(place - ofInner, strips);
            int output = TensorTile.Rows * (place - ofInner - (part * strips));
            int length = TElement.Size * (isInner ? cg : ig);
            var tile = new TensorCopies(
                isInner ? inner + ((long)length * wide) : outer + ((long)length * output),
                length,
                isInner ? TensorTile.Rows : cg - output,
                length,
                threads);
            int first = (TensorTile.RowBytes * (isInner ? place : part)) + (isInner ? 0 : TElement.Size * wide);
            tile.Start(ring + stage, first);
        }

        AsyncCopy.Commit();
        bool isLast = place + 1 == ofInner + (TensorTile.Rows / depth * strips);
        return new FeedForwardTiles<TElement>(
            inner,
            outer,
            cg,
            ig,
            end,
            ring,
            threads,
            isLast ? wide + TensorTile.Rows : wide,
            isLast ? 0 : place + 1,
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

    // Which part of the wide channels a tile of W2 has: no division, and no more than four.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Part(int tile, int strips) =>
        tile < strips ? 0 : tile < 2 * strips ? 1 : tile < 3 * strips ? 2 : 3;
}
