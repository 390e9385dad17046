namespace SqueezeBert.Gpu.Tokenization;

/// <summary>A text that the chosen truncation cannot bring down to the length that was asked for.</summary>
public sealed class TruncationException : TokenizerException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Names the strategy, what was expected and what was found.</param>
    /// <param name="innerException">The error underneath, when there is one.</param>
    public TruncationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
