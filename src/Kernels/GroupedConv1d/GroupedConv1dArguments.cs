using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What <see cref="GroupedConv1d{TEpilogue}"/> reads and writes.</summary>
/// <typeparam name="TEpilogue">What happens to a sum before it is stored.</typeparam>
public readonly struct GroupedConv1dArguments<TEpilogue>
    where TEpilogue : struct, IEpilogue
{
    /// <summary>[Tin, Cin], token-major, sentences end to end; Tin = T where the convolution is pointwise.</summary>
    public ActivationView Input { get; init; }

    /// <summary>[T, Cout], token-major, sentences end to end; must not overlap <see cref="Input"/>.</summary>
    public ActivationView Output { get; init; }

    /// <summary>Applied to each sum; a residual may be <see cref="Output"/> itself.</summary>
    public TEpilogue Epilogue { get; init; }

    /// <summary>T, the output rows of all sentences.</summary>
    public int T { get; init; }

    /// <summary>[B + 1], the input row at which each sentence begins, and Tin; not read where the convolution is pointwise.</summary>
    public ArrayView<int> InputOffsets { get; init; }

    /// <summary>[B + 1], the output row at which each sentence begins, and T; not read where the convolution is pointwise.</summary>
    public ArrayView<int> OutputOffsets { get; init; }

    /// <summary>B, the sentences; not read where the convolution is pointwise.</summary>
    public int B { get; init; }

    /// <summary>At least <see cref="GroupedConv1d{TEpilogue}.ScratchLength"/> floats, contents undefined before and after.</summary>
    public ArrayView<float> Scratch { get; init; }
}
