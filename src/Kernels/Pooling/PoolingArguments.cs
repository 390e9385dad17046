using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What <see cref="Pooling"/> reads and writes.</summary>
public readonly struct PoolingArguments
{
    /// <summary>[T, C], token-major.</summary>
    public ActivationView Input { get; init; }

    /// <summary>
    /// [B + 1]: sentence b owns rows offsets[b] .. offsets[b + 1] - 1; the last is T. Checked on the CPU; a GPU's kernels trust it.
    /// </summary>
    public ArrayView<int> SequenceOffsets { get; init; }

    /// <summary>[T]: 1 where a token counts, 0 where not. Ignored by an operator built without a key mask.</summary>
    public ArrayView<int> KeyMask { get; init; }

    /// <summary>[B, C].</summary>
    public ActivationView Output { get; init; }

    /// <summary>T, the tokens of all sentences.</summary>
    public int T { get; init; }

    /// <summary>B, the sentences.</summary>
    public int B { get; init; }

    /// <summary>C, the channels.</summary>
    public int C { get; init; }
}
