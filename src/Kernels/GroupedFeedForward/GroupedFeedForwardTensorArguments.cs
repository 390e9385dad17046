using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What the tensor-core kernel of <see cref="GroupedFeedForward{TActivation}"/> is given.</summary>
internal readonly struct GroupedFeedForwardTensorArguments<TInput>
    where TInput : struct, ITensorInput
{
    /// <summary>x, [T, C], token-major.</summary>
    public TInput Input { get; init; }

    /// <summary>Gamma of the first layer norm, [C].</summary>
    public ArrayView<float> Scale { get; init; }

    /// <summary>Beta of the first layer norm, [C].</summary>
    public ArrayView<float> Shift { get; init; }

    /// <summary>
    /// W1, [I, C / G], as stored bits. The kernel reads by address; the tests' PTX interpreter allows that only within views that the
    /// kernel was handed.
    /// </summary>
    public ArrayView<byte> InnerWeight { get; init; }

    /// <summary>Where <see cref="InnerWeight"/> begins.</summary>
    public long InnerAddress { get; init; }

    /// <summary>b1, [I].</summary>
    public ArrayView<float> InnerBias { get; init; }

    /// <summary>W2, [C, I / G], as stored bits, handed over for the same reason as <see cref="InnerWeight"/>.</summary>
    public ArrayView<byte> OuterWeight { get; init; }

    /// <summary>Where <see cref="OuterWeight"/> begins.</summary>
    public long OuterAddress { get; init; }

    /// <summary>b2, [C].</summary>
    public ArrayView<float> OuterBias { get; init; }

    /// <summary>[P, T, C]: of each part of the wide channels what it adds to the second convolution's result plus h.</summary>
    public SingleOutput Sums { get; init; }

    /// <summary>T, the rows.</summary>
    public int T { get; init; }

    /// <summary>C, the row stride of input and output.</summary>
    public int C { get; init; }

    /// <summary>C / G.</summary>
    public int Cg { get; init; }

    /// <summary>I / G.</summary>
    public int Ig { get; init; }

    /// <summary>Wide channels of a part; the last may have fewer.</summary>
    public int Width { get; init; }

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; init; }
}
