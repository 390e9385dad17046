using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>What <see cref="GroupedSelfAttention"/> reads and writes.</summary>
public readonly struct GroupedSelfAttentionArguments
{
    /// <summary>[T, C], token-major, sentences end to end.</summary>
    public ActivationView Input { get; init; }

    /// <summary>[3, C]: of queries, keys and values.</summary>
    public ArrayView<float> Bias { get; init; }

    /// <summary>
    /// [B + 1]: sentence b owns rows offsets[b] .. offsets[b + 1] - 1, at most <see cref="S"/> of them; the last is T. Checked
    /// on the CPU; a GPU's kernels trust it, and the caller checks it before upload.
    /// </summary>
    public ArrayView<int> SequenceOffsets { get; init; }

    /// <summary>[T]: 1 where a key may be attended to, 0 where not. Ignored by an operator built without a key mask.</summary>
    public ArrayView<int> KeyMask { get; init; }

    /// <summary>[T, C], dense; head h owns channels h * C / H and on. Must not overlap what is read.</summary>
    public ActivationView Output { get; init; }

    /// <summary>At least <see cref="GroupedSelfAttention.ScratchLength"/> floats, contents undefined before and after.</summary>
    public ArrayView<float> Scratch { get; init; }

    /// <summary>T, the tokens of all sentences.</summary>
    public int T { get; init; }

    /// <summary>B, the sentences.</summary>
    public int B { get; init; }

    /// <summary>S, the tokens of the longest sentence.</summary>
    public int S { get; init; }

    /// <summary>What scores are multiplied by: 1 / sqrt(C / H) in the paper.</summary>
    public float Scale { get; init; }
}
