using System.Runtime.CompilerServices;
using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// The tiles of both weights of one group of a feed-forward, in the order of their use, through a ring of four stages in shared
/// memory: for each 64 wide channels those of W1, depth after depth; then, for the first and for the second 32 of these channels,
/// those of W2, 64 outputs after the other.
/// </summary>
internal readonly struct FeedForwardTiles
{
    /// <summary>Bytes of the ring.</summary>
    public const int Bytes = 4 * TensorTile.Bytes;

    private const uint LastStage = 3 * TensorTile.Bytes;

    private readonly long inner;
    private readonly long outer;
    private readonly int cg;
    private readonly int ig;
    private readonly uint ring;
    private readonly int wide;
    private readonly int place;
    private readonly uint stage;

    /// <summary>Before the first tile.</summary>
    /// <param name="inner">Where the group's part of W1 begins: [I / G, C / G].</param>
    /// <param name="outer">Where the group's part of W2 begins: [C / G, I / G].</param>
    /// <param name="cg">C / G, a multiple of 32.</param>
    /// <param name="ig">I / G, a multiple of 64.</param>
    /// <param name="ring">The ring in shared memory.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FeedForwardTiles(long inner, long outer, int cg, int ig, uint ring)
        : this(inner, outer, cg, ig, ring, 0, 0, 0)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private FeedForwardTiles(long inner, long outer, int cg, int ig, uint ring, int wide, int place, uint stage)
    {
        this.inner = inner;
        this.outer = outer;
        this.cg = cg;
        this.ig = ig;
        this.ring = ring;
        this.wide = wide;
        this.place = place;
        this.stage = stage;
    }

    /// <summary>The tile that <see cref="Advance"/> has waited for.</summary>
    public uint Current => ring + stage;

    /// <summary>Starts to copy the next tile; one that is not there makes an empty group of copies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FeedForwardTiles Start()
    {
        int ofInner = cg / TensorTile.Depth;
        int strips = (cg + TensorTile.Rows - 1) / TensorTile.Rows;
        if (wide < ig)
        {
            bool isInner = place < ofInner;
            int half = place - ofInner < strips ? 0 : 1;
            int output = TensorTile.Rows * (place - ofInner - (half * strips));
            var tile = new TensorCopies(
                isInner ? inner + (2L * wide * cg) : outer + (2L * output * ig),
                isInner ? cg : ig,
                isInner ? TensorTile.Rows : cg - output,
                isInner ? cg : ig);
            tile.Start(ring + stage, isInner ? TensorTile.Depth * place : wide + (TensorTile.Depth * half));
        }

        AsyncCopy.Commit();
        bool isLast = place + 1 == ofInner + (2 * strips);
        return new FeedForwardTiles(
            inner,
            outer,
            cg,
            ig,
            ring,
            isLast ? wide + TensorTile.Rows : wide,
            isLast ? 0 : place + 1,
            stage == LastStage ? 0 : stage + TensorTile.Bytes);
    }

    /// <summary>
    /// Waits for the oldest of three tiles that were started, and starts a fourth where the tile before it lay. Every thread of
    /// the group must call.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FeedForwardTiles Advance()
    {
        AsyncCopy.WaitForAllButTwo();
        Group.Barrier();
        return Start();
    }
}
