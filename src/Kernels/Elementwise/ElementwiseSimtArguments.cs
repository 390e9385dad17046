namespace SqueezeBert.Gpu.Kernels;

/// <summary>What the ILGPU kernel of <see cref="Elementwise{TEpilogue}"/> is given.</summary>
internal readonly struct ElementwiseSimtArguments<TInput, TOutput, TEpilogue>
    where TInput : struct, IStored<TInput>
    where TOutput : struct, IStored<TOutput>
    where TEpilogue : struct, IEpilogue
{
    /// <summary>[T, C], token-major.</summary>
    public TInput Input { get; init; }

    /// <summary>Applied to each element.</summary>
    public TEpilogue Epilogue { get; init; }

    /// <summary>[T, C], token-major; may be <see cref="Input"/> itself.</summary>
    public TOutput Output { get; init; }

    /// <summary>C, the channels.</summary>
    public int C { get; init; }
}
