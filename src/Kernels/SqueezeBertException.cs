namespace SqueezeBert.Gpu;

/// <summary>
/// The root of every error this library raises on purpose: bad files, bad configurations, bad inputs, devices that
/// cannot do what was asked. The message names the thing, what was expected and what was found.
/// </summary>
public abstract class SqueezeBertException : Exception
{
    /// <summary>Creates the exception with the message that the user will read.</summary>
    /// <param name="message">Names the thing, what was expected and what was found.</param>
    /// <param name="innerException">The error underneath, when there is one.</param>
    protected SqueezeBertException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
