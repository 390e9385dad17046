namespace SqueezeBert.Gpu.Tokenization;

/// <summary>
/// A tokenizer file, option or call that cannot be served. The message names the file or argument, what was expected and
/// what was found.
/// </summary>
public class TokenizerException : SqueezeBertException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Names the thing, what was expected and what was found.</param>
    /// <param name="innerException">The error underneath, when there is one.</param>
    public TokenizerException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
