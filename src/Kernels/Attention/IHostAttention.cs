namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// The two products of attention on the host, and softmax between them. Scores are kept transposed, [key, query]: softmax runs down
/// columns without crossing lanes, and the second product broadcasts weights as they lie.
/// </summary>
/// <typeparam name="TLanes">The SIMD width.</typeparam>
internal interface IHostAttention<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Packs what all blocks of queries share.</summary>
    /// <returns>What the sums of the packed values are multiplied by.</returns>
    static abstract float Prepare(in HostHead head, in HostAttentionScratch<TLanes> scratch);

    /// <summary>scores[k, q] = scale * query[first + q] . key[k]. Queries that fill up the last panel are zeros.</summary>
    static abstract void Score(in HostHead head, in HostAttentionScratch<TLanes> scratch, int first, int count);

    /// <summary>
    /// scores[k, q] become weights, up to their sign;
    /// <see cref="HostAttentionScratch{TLanes}.Inverses"/>[q] = factor / their sum.
    /// </summary>
    static abstract void Exponentiate(in HostHead head, in HostAttentionScratch<TLanes> scratch, int width, float factor);

    /// <summary>output[first + q, d] = inverses[q] * sum over k of weights[k, q] * value[k, d].</summary>
    static abstract void Mix(in HostHead head, in HostAttentionScratch<TLanes> scratch, int first, int count);
}
