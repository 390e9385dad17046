using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What <see cref="L2Normalize"/> reads and writes.</summary>
public readonly struct L2NormalizeArguments
{
    /// <summary>[T, C], row-major.</summary>
    public ArrayView<float> Input { get; init; }

    /// <summary>[T, C], row-major; may be <see cref="Input"/> itself.</summary>
    public ArrayView<float> Output { get; init; }

    /// <summary>T, the rows.</summary>
    public int T { get; init; }

    /// <summary>C, the channels.</summary>
    public int C { get; init; }
}
