using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Weights;

/// <summary>
/// A file of weights that cannot be read or written: malformed, truncated, of an unsupported type, or out of reach.
/// </summary>
public sealed class WeightsFileException : SqueezeBertException
{
    /// <summary>Creates the error of a whole file.</summary>
    /// <param name="file">The path as the caller gave it.</param>
    /// <param name="problem">What was expected and what was found.</param>
    /// <param name="innerException">The error underneath, when there is one.</param>
    public WeightsFileException(string file, string problem, Exception? innerException = null)
        : base($"{file}: {problem}", innerException)
    {
        FilePath = file;
    }

    /// <summary>Creates the error of one tensor in a file.</summary>
    /// <param name="file">The path as the caller gave it.</param>
    /// <param name="tensor">The tensor's name.</param>
    /// <param name="problem">What was expected and what was found.</param>
    public WeightsFileException(string file, string tensor, string problem)
        : base($"{file}: tensor {MessageText.Quote(tensor)}: {problem}")
    {
        FilePath = file;
        Tensor = tensor;
    }

    /// <summary>The file in question, as the caller gave it.</summary>
    public string FilePath { get; }

    /// <summary>The tensor in question; null when the file as a whole is wrong.</summary>
    public string? Tensor { get; }
}
