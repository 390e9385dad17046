namespace SqueezeBert.Gpu.Kernels;

/// <summary>A 16-bit format that tensor cores multiply, two numbers a register.</summary>
internal interface ITensorHalf : ITensorElement
{
    /// <summary>Rounds two neighbours to the format, to nearest and ties to even.</summary>
    /// <param name="low">The one of the lower address.</param>
    /// <param name="high">The other.</param>
    static abstract uint Narrow(float low, float high);

    /// <summary>Two neighbours of the format as float32.</summary>
    /// <param name="pair">The one of the lower address in the lower half.</param>
    static abstract Float2 Widen(uint pair);
}
