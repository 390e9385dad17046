using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What the tensor-core kernel of <see cref="GroupedConv1d{TEpilogue}"/> is given.</summary>
internal readonly struct GroupedConv1dTensorArguments<TInput, TOutput, TEpilogue>
    where TInput : struct, ITensorInput
    where TOutput : struct, ITensorOutput
    where TEpilogue : struct, IEpilogue
{
    /// <summary>[T, Cin], token-major.</summary>
    public TInput Input { get; init; }

    /// <summary>
    /// [Cout, Cin / Groups], as stored bits. The kernel reads by address; the tests' PTX interpreter allows that only within views
    /// that the kernel was handed.
    /// </summary>
    public ArrayView<byte> Weight { get; init; }

    /// <summary>Where <see cref="Weight"/> begins: cp.async takes an address, and a kernel cannot ask a view for its own.</summary>
    public long WeightAddress { get; init; }

    /// <summary>[T, Cout], token-major.</summary>
    public TOutput Output { get; init; }

    /// <summary>Applied to each sum.</summary>
    public TEpilogue Epilogue { get; init; }

    /// <summary>T, the rows.</summary>
    public int T { get; init; }

    /// <summary>Cin, the row stride of the input.</summary>
    public int Cin { get; init; }

    /// <summary>Cout, the row stride of the output.</summary>
    public int Cout { get; init; }

    /// <summary>Output channels of a block.</summary>
    public int N { get; init; }

    /// <summary>Tiles of a block: N / 64, rounded up.</summary>
    public int Tiles { get; init; }

    /// <summary>Groups.</summary>
    public int Groups { get; init; }

    /// <summary>Cin / Groups, the length of a sum.</summary>
    public int Cg { get; init; }
}
