namespace SqueezeBert.Gpu.Cli.Input;

/// <summary>A file of texts, or one of its lines, that cannot be read.</summary>
internal sealed class InputException : SqueezeBertException
{
    /// <summary>Creates the error of a line.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="problem">What was expected and what was found.</param>
    /// <param name="innerException">The error underneath, when there is one.</param>
    public InputException(string file, long line, string problem, Exception? innerException = null)
        : base($"{file}, line {line}: {problem}", innerException)
    {
    }

    /// <summary>Creates the error of a whole file, or of one of its tensors.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="problem">What was expected and what was found.</param>
    public InputException(string file, string problem)
        : base($"{file}: {problem}")
    {
    }
}
