using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What the ILGPU kernel of <see cref="GroupedConv1d{TEpilogue}"/> is given.</summary>
internal readonly struct GroupedConv1dSimtArguments<TBits, TInput, TOutput, TEpilogue>
    where TBits : unmanaged
    where TInput : struct, IStored<TInput>
    where TOutput : struct, IStored<TOutput>
    where TEpilogue : struct, IEpilogue
{
    /// <summary>[Tin, Cin], token-major.</summary>
    public TInput Input { get; init; }

    /// <summary>[Cout, Cin / Groups, KernelWidth], as stored bits.</summary>
    public ArrayView<TBits> Weight { get; init; }

    /// <summary>[T, Cout], token-major.</summary>
    public TOutput Output { get; init; }

    /// <summary>Applied to each sum.</summary>
    public TEpilogue Epilogue { get; init; }

    /// <summary>Where an output row finds its input; not read by a pointwise convolution.</summary>
    public SentenceTaps Taps { get; init; }

    /// <summary>T, the output rows.</summary>
    public int T { get; init; }

    /// <summary>Cin, the row stride of the input.</summary>
    public int Cin { get; init; }

    /// <summary>Cout, the row stride of the output.</summary>
    public int Cout { get; init; }

    /// <summary>Output channels of a block.</summary>
    public int N { get; init; }

    /// <summary>Tiles of a block: N / 32, rounded up.</summary>
    public int Tiles { get; init; }

    /// <summary>Groups.</summary>
    public int Groups { get; init; }

    /// <summary>Input channels of a group.</summary>
    public int Cg { get; init; }

    /// <summary>Cin / Groups * KernelWidth, the length of a sum.</summary>
    public int Depth { get; init; }
}
