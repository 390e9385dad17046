using ILGPU;
using Singles = SqueezeBert.Gpu.Kernels.Stored<float, SqueezeBert.Gpu.Kernels.F32>;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What the ILGPU kernel of <see cref="Attention"/> is given.</summary>
internal readonly struct AttentionSimtArguments<TInput, TOutput>
    where TInput : struct, IStored<TInput>
    where TOutput : struct, IStored<TOutput>
{
    /// <summary>[T, H * D], rows <see cref="QueryStride"/> elements apart.</summary>
    public TInput Query { get; init; }

    /// <summary>[T, H * D], rows <see cref="KeyStride"/> elements apart.</summary>
    public TInput Key { get; init; }

    /// <summary>[T, H * D], rows <see cref="ValueStride"/> elements apart.</summary>
    public TInput Value { get; init; }

    /// <summary>Elements from one row of <see cref="Query"/> to the next.</summary>
    public int QueryStride { get; init; }

    /// <summary>Elements from one row of <see cref="Key"/> to the next.</summary>
    public int KeyStride { get; init; }

    /// <summary>Elements from one row of <see cref="Value"/> to the next.</summary>
    public int ValueStride { get; init; }

    /// <summary>[B + 1].</summary>
    public ArrayView<int> SequenceOffsets { get; init; }

    /// <summary>[T]; not read without a key mask.</summary>
    public ArrayView<int> KeyMask { get; init; }

    /// <summary>[T, H * D], dense.</summary>
    public TOutput Output { get; init; }

    /// <summary>[T, H * D]: sums over some of the keys. Where <see cref="Output"/> is float32, there; else apart.</summary>
    public Singles Sums { get; init; }

    /// <summary>[B, H, S, S]; not written unless scores are wanted.</summary>
    public Singles ScoresOutput { get; init; }

    /// <summary>H, the heads.</summary>
    public int H { get; init; }

    /// <summary>D, the channels of a head.</summary>
    public int D { get; init; }

    /// <summary>S, the tokens of the longest sentence.</summary>
    public int S { get; init; }

    /// <summary>What products are multiplied by.</summary>
    public float Scale { get; init; }
}
