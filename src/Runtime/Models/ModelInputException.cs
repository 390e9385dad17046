namespace SqueezeBert.Gpu.Models;

/// <summary>Inputs that a model cannot run: shapes that disagree, ids out of range, sequences that are too long.</summary>
public sealed class ModelInputException : SqueezeBertException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="input">The input, by its Hugging Face name.</param>
    /// <param name="problem">What was expected and what was found.</param>
    public ModelInputException(string input, string problem)
        : base($"{input}: {problem}")
    {
        Input = input;
    }

    /// <summary>The input in question, by its Hugging Face name.</summary>
    public string Input { get; }
}
