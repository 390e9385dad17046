namespace SqueezeBert.Gpu.Weights;

/// <summary>
/// A checkpoint that is not what the model needs: no weights in the folder, shards that contradict their index, or tensors
/// that are missing, unexpected or of another shape.
/// </summary>
public sealed class CheckpointException : SqueezeBertException
{
    private const int MostListed = 20;

    /// <summary>Creates the error of a folder or an index.</summary>
    /// <param name="location">The folder or file.</param>
    /// <param name="problem">What was expected and what was found.</param>
    /// <param name="innerException">The error underneath, when there is one.</param>
    public CheckpointException(string location, string problem, Exception? innerException = null)
        : base($"{location}: {problem}", innerException)
    {
        Location = location;
    }

    /// <summary>Creates the error of tensors that do not fit; the message lists the first 20.</summary>
    /// <param name="location">The folder or file.</param>
    /// <param name="problems">Everything that does not fit.</param>
    public CheckpointException(string location, IReadOnlyList<CheckpointProblem> problems)
        : base(Describe(location, problems))
    {
        Location = location;
        Problems = problems;
    }

    /// <summary>The folder or file.</summary>
    public string Location { get; }

    /// <summary>All tensors that do not fit; empty when the error is not about tensors.</summary>
    public IReadOnlyList<CheckpointProblem> Problems { get; } = [];

    private static string Describe(string location, IReadOnlyList<CheckpointProblem> problems)
    {
        string count = problems.Count == 1 ? "1 tensor does" : $"{problems.Count} tensors do";
        string rest = problems.Count > MostListed ? $"; and {problems.Count - MostListed} more" : "";
        return $"{location}: {count} not fit the model: {string.Join("; ", problems.Take(MostListed))}{rest}";
    }
}
