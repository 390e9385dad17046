namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

/// <summary>What a storage format makes of weights.</summary>
public static class Storage
{
    /// <summary>What is kept of each weight: references start from it, so that a tolerance is the arithmetic's alone.</summary>
    public static float[] Kept(float[] weight, ElementType storage) => storage switch
    {
        ElementType.F16 => Array.ConvertAll(weight, w => (float)(System.Half)w),
        ElementType.BF16 => Array.ConvertAll(weight, w => BF16.Widen(BF16.Narrow(w))),
        _ => weight,
    };
}
