namespace SqueezeBert.Gpu.Kernels;

/// <summary>What <see cref="Elementwise{TEpilogue}"/> reads and writes.</summary>
/// <typeparam name="TEpilogue">What happens to each element.</typeparam>
public readonly struct ElementwiseArguments<TEpilogue>
    where TEpilogue : struct, IEpilogue
{
    /// <summary>[T, C], token-major.</summary>
    public ActivationView Input { get; init; }

    /// <summary>Applied to each element.</summary>
    public TEpilogue Epilogue { get; init; }

    /// <summary>[T, C], token-major; may be <see cref="Input"/> itself.</summary>
    public ActivationView Output { get; init; }

    /// <summary>T, the rows.</summary>
    public int T { get; init; }

    /// <summary>C, the channels.</summary>
    public int C { get; init; }
}
