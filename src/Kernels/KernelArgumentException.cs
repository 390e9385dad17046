namespace SqueezeBert.Gpu.Kernels;

/// <summary>An operator was given arguments that do not fit together; nothing was launched.</summary>
public sealed class KernelArgumentException : SqueezeBertException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Operator, argument, expected, found.</param>
    public KernelArgumentException(string message)
        : base(message)
    {
    }
}
