using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What <see cref="LayerNorm{TPrologue}"/> reads and writes.</summary>
/// <typeparam name="TPrologue">What happens to an element before it is normalised: nothing, or a residual added.</typeparam>
public readonly struct LayerNormArguments<TPrologue>
    where TPrologue : struct, IEpilogue
{
    /// <summary>[T, C], token-major.</summary>
    public ActivationView Input { get; init; }

    /// <summary>Applied to each element of <see cref="Input"/> as it is read.</summary>
    public TPrologue Prologue { get; init; }

    /// <summary>Gamma, [C].</summary>
    public ArrayView<float> Scale { get; init; }

    /// <summary>Beta, [C].</summary>
    public ArrayView<float> Shift { get; init; }

    /// <summary>[T, C], token-major; may be <see cref="Input"/> itself.</summary>
    public ActivationView Output { get; init; }

    /// <summary>T, the rows.</summary>
    public int T { get; init; }

    /// <summary>C, the channels.</summary>
    public int C { get; init; }

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; init; }
}
