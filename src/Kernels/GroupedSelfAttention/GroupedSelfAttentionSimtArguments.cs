using ILGPU;
using Singles = SqueezeBert.Gpu.Kernels.Stored<float, SqueezeBert.Gpu.Kernels.F32>;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What the ILGPU kernel of <see cref="GroupedSelfAttention"/> is given.</summary>
internal readonly struct GroupedSelfAttentionSimtArguments<TBits, TInput, TOutput>
    where TBits : unmanaged
    where TInput : struct, IStored<TInput>
    where TOutput : struct, IStored<TOutput>
{
    /// <summary>[T, C], token-major.</summary>
    public TInput Input { get; init; }

    /// <summary>[3, C, C / G]: Wq, Wk and Wv, as stored bits.</summary>
    public ArrayView<TBits> Weight { get; init; }

    /// <summary>[3, C].</summary>
    public Singles Bias { get; init; }

    /// <summary>[B + 1].</summary>
    public ArrayView<int> SequenceOffsets { get; init; }

    /// <summary>[T]; not read without a key mask.</summary>
    public ArrayView<int> KeyMask { get; init; }

    /// <summary>[T, C], token-major.</summary>
    public TOutput Output { get; init; }

    /// <summary>[T, H, C / G]: q Wk, what a query multiplies the input of a key with.</summary>
    public Singles Folded { get; init; }

    /// <summary>
    /// [T, H, C / G]: the mean of the keys' inputs under a query's weights, times the sum of these weights so far. Before there is
    /// one, the queries, each in the first channels of its head.
    /// </summary>
    public Singles Mixed { get; init; }

    /// <summary>C, the row stride of input and output.</summary>
    public int C { get; init; }

    /// <summary>C / G.</summary>
    public int Cg { get; init; }

    /// <summary>H, the heads of all groups.</summary>
    public int H { get; init; }

    /// <summary>H / G.</summary>
    public int Hg { get; init; }

    /// <summary>D, the channels of a head.</summary>
    public int D { get; init; }

    /// <summary>S, the tokens of the longest sentence.</summary>
    public int S { get; init; }

    /// <summary>What scores are multiplied by.</summary>
    public float Scale { get; init; }
}
