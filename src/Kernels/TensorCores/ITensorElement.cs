namespace SqueezeBert.Gpu.Kernels;

/// <summary>A 16-bit format that NVIDIA's tensor cores multiply, from compute capability 8.0 on.</summary>
internal interface ITensorElement
{
    /// <summary>
    /// sums += left * right^T, for the whole warp: 16 x 8 sums in float32, 16 products each. Source: PTX ISA, "mma.m16n8k16".
    /// </summary>
    /// <param name="sums">Changed in place.</param>
    /// <param name="left">16 x 16.</param>
    /// <param name="right0">Depths 0 to 7 of eight rows.</param>
    /// <param name="right1">Depths 8 to 15 of them.</param>
    static abstract void MultiplyAdd(TensorSums sums, TensorFragment left, uint right0, uint right1);

    /// <summary>Rounds two neighbours to the format, to nearest and ties to even.</summary>
    /// <param name="low">The one of the lower address.</param>
    /// <param name="high">The other.</param>
    static abstract uint Narrow(float low, float high);

    /// <summary>Two neighbours of the format as float32.</summary>
    /// <param name="pair">The one of the lower address in the lower half.</param>
    static abstract Float2 Widen(uint pair);
}
