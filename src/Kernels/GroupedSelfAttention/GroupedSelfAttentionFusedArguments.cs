using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What the tensor-core kernel of a whole <see cref="GroupedSelfAttention"/> is given.</summary>
/// <typeparam name="TInput">How the input lies in memory.</typeparam>
/// <typeparam name="TOutput">How the output does.</typeparam>
internal readonly struct GroupedSelfAttentionFusedArguments<TInput, TOutput>
    where TInput : struct, ITensorInput
    where TOutput : struct, ITensorOutput
{
    /// <summary>[T, C], token-major.</summary>
    public TInput Input { get; init; }

    /// <summary>
    /// [3, C, C / G]: Wq, Wk and Wv, as stored bits. The kernel reads by address; the tests' PTX interpreter allows that only within
    /// views that the kernel was handed.
    /// </summary>
    public ArrayView<byte> Weight { get; init; }

    /// <summary>Where <see cref="Weight"/> begins.</summary>
    public long WeightAddress { get; init; }

    /// <summary>[3, C / 2], two channels an element.</summary>
    public ArrayView<Float2> Bias { get; init; }

    /// <summary>[B + 1].</summary>
    public ArrayView<int> SequenceOffsets { get; init; }

    /// <summary>[T]; not read without a key mask.</summary>
    public ArrayView<int> KeyMask { get; init; }

    /// <summary>[T, C], token-major.</summary>
    public TOutput Output { get; init; }

    /// <summary>C, the row stride of input and output.</summary>
    public int C { get; init; }

    /// <summary>C / G, at most 192.</summary>
    public int Cg { get; init; }

    /// <summary>H / G.</summary>
    public int Hg { get; init; }

    /// <summary>Tiles of the longest sentence: S / 64, rounded up.</summary>
    public int Tiles { get; init; }

    /// <summary>What scores are multiplied by.</summary>
    public float Scale { get; init; }
}
