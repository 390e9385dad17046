namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

/// <summary>What a storage format makes of weights and activations.</summary>
public static class Storage
{
    /// <summary>What is kept of each number: references start from it, so that a tolerance is the arithmetic's alone.</summary>
    public static float[] Kept(float[] weight, ElementType storage) => storage switch
    {
        ElementType.F16 => Array.ConvertAll(weight, w => (float)(System.Half)w),
        ElementType.BF16 => Array.ConvertAll(weight, w => BF16.Widen(BF16.Narrow(w))),
        ElementType.TF32 => Array.ConvertAll(weight, TF32.Narrow),
        _ => weight,
    };

    /// <summary>The bits of a format of 16.</summary>
    public static ushort[] Narrow(float[] values, ElementType storage) =>
        Array.ConvertAll(values, value => storage == ElementType.F16 ? F16.Narrow(value) : BF16.Narrow(value));

    /// <summary>What such bits mean.</summary>
    public static float[] Widen(ushort[] bits, ElementType storage) =>
        Array.ConvertAll(bits, value => storage == ElementType.F16 ? F16.Widen(value) : BF16.Widen(value));
}
