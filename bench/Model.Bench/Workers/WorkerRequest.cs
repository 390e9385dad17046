namespace SqueezeBert.Gpu.ModelBench.Workers;

/// <summary>A line of JSON that a worker reads. What is not listed with a command is left out.</summary>
internal sealed record WorkerRequest
{
    /// <summary>A batch of <see cref="Batch"/> x <see cref="Sequence"/> <see cref="InputIds"/>, which later commands run.</summary>
    public const string Prepare = "prepare";

    /// <summary>Runs once and returns the outputs.</summary>
    public const string Outputs = "outputs";

    /// <summary>Runs <see cref="Runs"/> times and returns the seconds of each.</summary>
    public const string Time = "time";

    /// <summary>
    /// Reads all sentences, <see cref="Batch"/> at a time, and returns the seconds, the tokens and what the pooler gave. Only
    /// workers of this program know it.
    /// </summary>
    public const string Sentences = "sentences";

    /// <summary>Returns the most memory that the process ever had resident.</summary>
    public const string Memory = "memory";

    /// <summary>Which of them.</summary>
    public required string Command { get; init; }

    /// <summary>B.</summary>
    public int? Batch { get; init; }

    /// <summary>S.</summary>
    public int? Sequence { get; init; }

    /// <summary>[B, S].</summary>
    public int[]? InputIds { get; init; }

    /// <summary>How often to run.</summary>
    public int? Runs { get; init; }
}
