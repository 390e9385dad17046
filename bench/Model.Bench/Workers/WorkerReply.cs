namespace SqueezeBert.Gpu.ModelBench.Workers;

/// <summary>
/// A line of JSON that a worker writes: one when its model is loaded, then one for each request. Tensors are the bytes of
/// little-endian float32 numbers, which JSON carries in base 64. A worker that fails says why on its error stream
/// and ends.
/// </summary>
internal sealed record WorkerReply
{
    /// <summary>What runs, with its version; said once, when the model is loaded.</summary>
    public string? Version { get; init; }

    /// <summary>How long loading took, in seconds.</summary>
    public double? LoadSeconds { get; init; }

    /// <summary>[B, S, H].</summary>
    public byte[]? LastHiddenState { get; init; }

    /// <summary>[B, H].</summary>
    public byte[]? PoolerOutput { get; init; }

    /// <summary>The seconds of each run.</summary>
    public double[]? Seconds { get; init; }

    /// <summary>The most memory that was ever resident, in bytes.</summary>
    public long? PeakBytes { get; init; }
}
