namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Several float32 side by side in one SIMD register of the host. Implemented for 1 (scalar), 4 (128 bit: SSE, AdvSimd),
/// 8 (256 bit: AVX2) and 16 (512 bit: AVX-512) lanes, so that one micro-kernel serves every instruction set.
/// </summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
internal interface ILanes<TSelf> : IReal<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>How many floats one register holds.</summary>
    static abstract int Count { get; }

    /// <summary>Reads <see cref="Count"/> floats; no alignment is required.</summary>
    static abstract unsafe TSelf Load(float* source);

    /// <summary>
    /// Reads <see cref="Count"/> pairs of 16 bits and keeps the first of each, as the upper half of a lane: a float32 as it is, if
    /// they are <see cref="BF16"/>.
    /// </summary>
    static abstract unsafe TSelf LoadLow16(ushort* pairs);

    /// <summary>The same for the second of each pair.</summary>
    static abstract unsafe TSelf LoadHigh16(ushort* pairs);

    /// <summary>Widens <see cref="F16"/> that stand in the upper half of each lane; the lower half is zero.</summary>
    static abstract TSelf WidenF16(TSelf halves);

    /// <summary>Writes <see cref="Count"/> floats; no alignment is required.</summary>
    static abstract unsafe void Store(TSelf value, float* destination);

    /// <summary>sum += a * b, as <see cref="IReal{TSelf}.MultiplyAdd"/>; in place, which saves the JIT a copy.</summary>
    static abstract void Accumulate(ref TSelf sum, TSelf a, TSelf b);

    /// <summary>sum += x * a, where x stands in memory: AVX-512 multiplies with what it reads.</summary>
    static abstract unsafe void Accumulate(ref TSelf sum, float* x, TSelf a);

    /// <summary>sum += (x + a) * (y + b), where x and y stand in memory.</summary>
    static abstract unsafe void AccumulatePair(ref TSelf sum, float* x, TSelf a, float* y, TSelf b);

    /// <summary>The sum of all lanes.</summary>
    static abstract float Sum(TSelf value);

    /// <summary>The largest lane.</summary>
    static abstract float Largest(TSelf value);
}
