namespace SqueezeBert.Gpu.Cli;

/// <summary>Arguments that are well-formed one by one and make no sense together.</summary>
internal sealed class UsageException : SqueezeBertException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The argument, what was expected and what was found.</param>
    public UsageException(string message)
        : base(message)
    {
    }
}
