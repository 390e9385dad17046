namespace SqueezeBert.Gpu.ModelBench.Workers;

/// <summary>
/// A line of JSON that a worker writes: one when its model is loaded, then one for each request. Outputs are the bytes of
/// little-endian float32 numbers, which JSON carries in base 64. A worker that fails says why on its error stream
/// and ends.
/// </summary>
internal sealed record WorkerReply
{
    /// <summary>What runs, with its version; said once, when the model is loaded.</summary>
    public string? Version { get; init; }

    /// <summary>How long loading took, in seconds.</summary>
    public double? LoadSeconds { get; init; }

    /// <summary>last_hidden_state [B, S, H] and then pooler_output [B, H]; of sentences, pooler_output alone.</summary>
    public byte[]? Outputs { get; init; }

    /// <summary>The seconds of each run.</summary>
    public double[]? Seconds { get; init; }

    /// <summary>Tokens of all sentences, padding not counted.</summary>
    public int? Tokens { get; init; }

    /// <summary>The most memory that was ever resident, in bytes.</summary>
    public long? PeakBytes { get; init; }
}
