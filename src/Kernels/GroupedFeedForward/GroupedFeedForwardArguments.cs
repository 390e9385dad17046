using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What <see cref="GroupedFeedForward{TActivation}"/> reads and writes.</summary>
public readonly struct GroupedFeedForwardArguments
{
    /// <summary>[T, C], token-major; also the residual.</summary>
    public ArrayView<float> Input { get; init; }

    /// <summary>b1, [I].</summary>
    public ArrayView<float> InnerBias { get; init; }

    /// <summary>b2, [C].</summary>
    public ArrayView<float> OuterBias { get; init; }

    /// <summary>Gamma of the layer norm, [C].</summary>
    public ArrayView<float> Scale { get; init; }

    /// <summary>Beta of the layer norm, [C].</summary>
    public ArrayView<float> Shift { get; init; }

    /// <summary>[T, C], token-major. Must not overlap what is read: it holds partial sums while the input is still read.</summary>
    public ArrayView<float> Output { get; init; }

    /// <summary>
    /// At least <see cref="GroupedFeedForward{TActivation}.ScratchLength"/> floats, contents undefined before and after.
    /// </summary>
    public ArrayView<float> Scratch { get; init; }

    /// <summary>T, the rows.</summary>
    public int T { get; init; }

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; init; }
}
