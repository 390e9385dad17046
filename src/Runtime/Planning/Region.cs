namespace SqueezeBert.Gpu.Planning;

/// <summary>A place in the arena.</summary>
/// <param name="Offset">Where it begins, in floats.</param>
/// <param name="Length">How many floats it holds.</param>
public readonly record struct Region(long Offset, long Length)
{
    /// <summary>Where it ends, in floats.</summary>
    public long End => Offset + Length;
}
