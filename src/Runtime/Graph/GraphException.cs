namespace SqueezeBert.Gpu.Graph;

/// <summary>A graph that cannot be: an operation given tensors that it cannot work on.</summary>
public sealed class GraphException : SqueezeBertException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Operation, tensor, expected, found.</param>
    public GraphException(string message)
        : base(message)
    {
    }
}
