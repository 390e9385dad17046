using Singles = SqueezeBert.Gpu.Kernels.Stored<float, SqueezeBert.Gpu.Kernels.F32>;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What the ILGPU kernel of <see cref="LayerNorm{TPrologue}"/> is given.</summary>
internal readonly struct LayerNormSimtArguments<TInput, TOutput, TPrologue>
    where TInput : struct, IStored<TInput>
    where TOutput : struct, IStored<TOutput>
    where TPrologue : struct, IEpilogue
{
    /// <summary>[T, C], token-major.</summary>
    public TInput Input { get; init; }

    /// <summary>Applied to each element as it is read.</summary>
    public TPrologue Prologue { get; init; }

    /// <summary>Gamma, [C].</summary>
    public Singles Scale { get; init; }

    /// <summary>Beta, [C].</summary>
    public Singles Shift { get; init; }

    /// <summary>[T, C], token-major; may be <see cref="Input"/> itself.</summary>
    public TOutput Output { get; init; }

    /// <summary>C, the channels.</summary>
    public int C { get; init; }

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; init; }
}
