using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What <see cref="Softmax"/> reads and writes.</summary>
public readonly struct SoftmaxArguments
{
    /// <summary>[T, C], row-major.</summary>
    public ArrayView<float> Input { get; init; }

    /// <summary>[T, C], row-major; may be <see cref="Input"/> itself.</summary>
    public ArrayView<float> Output { get; init; }

    /// <summary>T, the rows.</summary>
    public int T { get; init; }

    /// <summary>C, the entries of a row.</summary>
    public int C { get; init; }
}
