using Singles = SqueezeBert.Gpu.Kernels.Stored<float, SqueezeBert.Gpu.Kernels.F32>;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What <see cref="FeedForwardNorm"/> is given.</summary>
/// <typeparam name="TOutput">How the output is stored.</typeparam>
internal readonly struct FeedForwardNormArguments<TOutput>
    where TOutput : struct, IStored<TOutput>
{
    /// <summary>[P, T, C].</summary>
    public Singles Sums { get; init; }

    /// <summary>Gamma, [C].</summary>
    public Singles Scale { get; init; }

    /// <summary>Beta, [C].</summary>
    public Singles Shift { get; init; }

    /// <summary>[T, C], token-major; may be the sums themselves where there is one part.</summary>
    public TOutput Output { get; init; }

    /// <summary>P.</summary>
    public int Parts { get; init; }

    /// <summary>T, the rows.</summary>
    public int T { get; init; }

    /// <summary>C, the channels.</summary>
    public int C { get; init; }

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; init; }
}
