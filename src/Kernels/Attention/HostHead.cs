namespace SqueezeBert.Gpu.Kernels;

/// <summary>One head of one sentence, where the host finds it.</summary>
internal readonly unsafe struct HostHead
{
    /// <summary>[Length, D].</summary>
    public float* Query { get; init; }

    /// <summary>[Length, D].</summary>
    public float* Key { get; init; }

    /// <summary>[Length, D].</summary>
    public float* Value { get; init; }

    /// <summary>Floats from one row of <see cref="Query"/> to the next.</summary>
    public long QueryStride { get; init; }

    /// <summary>Floats from one row of <see cref="Key"/> to the next.</summary>
    public long KeyStride { get; init; }

    /// <summary>Floats from one row of <see cref="Value"/> to the next.</summary>
    public long ValueStride { get; init; }

    /// <summary>[Length], 0 where a key is masked; null for none.</summary>
    public int* Mask { get; init; }

    /// <summary>[Length, D].</summary>
    public float* Output { get; init; }

    /// <summary>Floats from one row of <see cref="Output"/> to the next.</summary>
    public long OutputStride { get; init; }

    /// <summary>Tokens of the sentence.</summary>
    public int Length { get; init; }

    /// <summary>Channels of the head.</summary>
    public int D { get; init; }

    /// <summary>What scores are multiplied by.</summary>
    public float Scale { get; init; }

    /// <summary>What of the scores is written.</summary>
    public AttentionScores WrittenScores { get; init; }

    /// <summary>[Length, Length]: query by key.</summary>
    public float* Written { get; init; }

    /// <summary>Floats from one row of <see cref="Written"/> to the next.</summary>
    public long WrittenStride { get; init; }

    /// <summary>Whether the host multiplies by <see cref="HostWinogradGemm{TLanes}"/>.</summary>
    public bool TakesPairs { get; init; }
}
