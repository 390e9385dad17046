using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What <see cref="GroupedFeedForward{TActivation}"/> reads and writes.</summary>
public readonly struct GroupedFeedForwardArguments
{
    /// <summary>x, [T, C], token-major.</summary>
    public ActivationView Input { get; init; }

    /// <summary>Gamma of the layer norm before the convolutions, [C].</summary>
    public ArrayView<float> InputScale { get; init; }

    /// <summary>Beta of the layer norm before the convolutions, [C].</summary>
    public ArrayView<float> InputShift { get; init; }

    /// <summary>b1, [I].</summary>
    public ArrayView<float> InnerBias { get; init; }

    /// <summary>b2, [C].</summary>
    public ArrayView<float> OuterBias { get; init; }

    /// <summary>Gamma of the layer norm after them, [C].</summary>
    public ArrayView<float> OutputScale { get; init; }

    /// <summary>Beta of the layer norm after them, [C].</summary>
    public ArrayView<float> OutputShift { get; init; }

    /// <summary>[T, C], token-major. Must not overlap what is read: it holds partial results while the input is still read.</summary>
    public ActivationView Output { get; init; }

    /// <summary>
    /// At least <see cref="GroupedFeedForward{TActivation}.ScratchLength"/> floats, contents undefined before and after.
    /// </summary>
    public ArrayView<float> Scratch { get; init; }

    /// <summary>T, the rows.</summary>
    public int T { get; init; }

    /// <summary>Added to the variance in both norms.</summary>
    public float Epsilon { get; init; }
}
