using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// What <see cref="Attention"/> reads and writes. Query, key and value may be slices of one [T, 3 * H * D] tensor: each view
/// starts at its slice, has the row stride of the whole, and holds at least (T - 1) * stride + H * D elements.
/// </summary>
public readonly struct AttentionArguments
{
    /// <summary>
    /// [T, H * D], token-major, rows <see cref="QueryStride"/> elements apart; head h owns channels h * D .. h * D + D - 1.
    /// </summary>
    public ActivationView Query { get; init; }

    /// <summary>[T, H * D], rows <see cref="KeyStride"/> elements apart.</summary>
    public ActivationView Key { get; init; }

    /// <summary>[T, H * D], rows <see cref="ValueStride"/> elements apart.</summary>
    public ActivationView Value { get; init; }

    /// <summary>Elements from one row of <see cref="Query"/> to the next, at least H * D.</summary>
    public int QueryStride { get; init; }

    /// <summary>Elements from one row of <see cref="Key"/> to the next, at least H * D.</summary>
    public int KeyStride { get; init; }

    /// <summary>Elements from one row of <see cref="Value"/> to the next, at least H * D.</summary>
    public int ValueStride { get; init; }

    /// <summary>
    /// [B + 1]: sentence b owns rows offsets[b] .. offsets[b + 1] - 1, at most <see cref="S"/> of them; the last is T. Checked
    /// on the CPU; a GPU's kernels trust it, and the caller checks it before upload.
    /// </summary>
    public ArrayView<int> SequenceOffsets { get; init; }

    /// <summary>[T]: 1 where a key may be attended to, 0 where not. Ignored by an operator built without a key mask.</summary>
    public ArrayView<int> KeyMask { get; init; }

    /// <summary>[T, H * D], dense. Must not overlap what is read: it holds partial sums while keys are still read.</summary>
    public ActivationView Output { get; init; }

    /// <summary>
    /// [B, H, S, S], query by key. Entries beyond a sentence's own length are left untouched. Ignored by an operator built with
    /// <see cref="AttentionScores.None"/>.
    /// </summary>
    public ArrayView<float> ScoresOutput { get; init; }

    /// <summary>At least <see cref="Attention.ScratchLength"/> floats, contents undefined before and after.</summary>
    public ArrayView<float> Scratch { get; init; }

    /// <summary>T, the tokens of all sentences.</summary>
    public int T { get; init; }

    /// <summary>B, the sentences.</summary>
    public int B { get; init; }

    /// <summary>H, the heads.</summary>
    public int H { get; init; }

    /// <summary>D, the channels of a head.</summary>
    public int D { get; init; }

    /// <summary>S, the tokens of the longest sentence.</summary>
    public int S { get; init; }

    /// <summary>What scores are multiplied by: 1 / sqrt(D) in the paper.</summary>
    public float Scale { get; init; }
}
