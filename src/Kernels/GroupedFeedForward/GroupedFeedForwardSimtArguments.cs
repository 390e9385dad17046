using ILGPU;
using Singles = SqueezeBert.Gpu.Kernels.Stored<float, SqueezeBert.Gpu.Kernels.F32>;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What the ILGPU kernel of <see cref="GroupedFeedForward{TActivation}"/> is given.</summary>
internal readonly struct GroupedFeedForwardSimtArguments<TBits, TInput>
    where TBits : unmanaged
    where TInput : struct, IStored<TInput>
{
    /// <summary>x, [T, C], token-major.</summary>
    public TInput Input { get; init; }

    /// <summary>Gamma of the first layer norm, [C].</summary>
    public Singles Scale { get; init; }

    /// <summary>Beta of the first layer norm, [C].</summary>
    public Singles Shift { get; init; }

    /// <summary>W1, [I, C / G], as stored bits.</summary>
    public ArrayView<TBits> InnerWeight { get; init; }

    /// <summary>b1, [I].</summary>
    public Singles InnerBias { get; init; }

    /// <summary>W2, [C, I / G], as stored bits.</summary>
    public ArrayView<TBits> OuterWeight { get; init; }

    /// <summary>b2, [C].</summary>
    public Singles OuterBias { get; init; }

    /// <summary>[P, T, C]: of each part of the wide channels what it adds to the second convolution's result plus h.</summary>
    public Singles Sums { get; init; }

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
