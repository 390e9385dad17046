using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What the ILGPU kernel of <see cref="Pooling"/> is given.</summary>
internal readonly struct PoolingSimtArguments<TInput, TOutput>
    where TInput : struct, IStored<TInput>
    where TOutput : struct, IStored<TOutput>
{
    /// <summary>[T, C], token-major.</summary>
    public TInput Input { get; init; }

    /// <summary>[B + 1].</summary>
    public ArrayView<int> SequenceOffsets { get; init; }

    /// <summary>[T]; not read without a key mask.</summary>
    public ArrayView<int> KeyMask { get; init; }

    /// <summary>[B, C].</summary>
    public TOutput Output { get; init; }

    /// <summary>C, the channels.</summary>
    public int C { get; init; }
}
