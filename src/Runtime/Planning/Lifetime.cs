namespace SqueezeBert.Gpu.Planning;

/// <summary>While which nodes of a graph a result must be kept, by their places in its order.</summary>
/// <param name="First">The node that makes it.</param>
/// <param name="Last">The last node that reads it; the number of nodes where it is wanted in the end.</param>
public readonly record struct Lifetime(int First, int Last)
{
    /// <summary>Whether both live at some moment.</summary>
    internal bool Overlaps(Lifetime other) => First <= other.Last && other.First <= Last;
}
