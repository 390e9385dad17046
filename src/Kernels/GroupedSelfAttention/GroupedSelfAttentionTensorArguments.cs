using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What the tensor-core kernel of <see cref="GroupedSelfAttention"/> is given.</summary>
internal readonly struct GroupedSelfAttentionTensorArguments<TOutput>
    where TOutput : struct, ITensorOutput
{
    /// <summary>[T, 3, C / 2]: queries, keys and values, two channels an element.</summary>
    public ArrayView<uint> Projected { get; init; }

    /// <summary>Where <see cref="Projected"/> begins.</summary>
    public long ProjectedAddress { get; init; }

    /// <summary>[B + 1].</summary>
    public ArrayView<int> SequenceOffsets { get; init; }

    /// <summary>[T]; not read without a key mask.</summary>
    public ArrayView<int> KeyMask { get; init; }

    /// <summary>[T, C], token-major.</summary>
    public TOutput Output { get; init; }

    /// <summary>C, the row stride of the output.</summary>
    public int C { get; init; }

    /// <summary>Tiles of the longest sentence: S / 64, rounded up.</summary>
    public int Tiles { get; init; }

    /// <summary>What scores are multiplied by.</summary>
    public float Scale { get; init; }
}
