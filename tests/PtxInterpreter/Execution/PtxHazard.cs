namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>An access whose outcome depends on the order of threads.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Place">The memory, such as <c>shared[16]</c> or <c>global Input+64</c>.</param>
/// <param name="Message">The whole story: place, instruction, thread, and the access it conflicts with.</param>
public sealed record PtxHazard(HazardKind Kind, string Place, string Message)
{
    /// <summary>The message.</summary>
    public override string ToString() => Message;
}
