using SqueezeBert.Gpu.Kernels;

namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>How far the outputs of two engines may be apart.</summary>
internal static class Tolerance
{
    // The outputs are about 1 in size (a layer norm is last; a tanh bounds the pooler's). Twelve layers of float32, summed in
    // another order, move them by some 5e-6; a wrong kernel moves them by 1e-1 and more.
    private const double Single = 5e-5;

    // Weights rounded to 11 bits, as F16 and TF32 have them, move the outputs by some 2e-3, to 8 bits by some 1.5e-2.
    private const double Half = 1e-2;
    private const double Brain = 5e-2;

    /// <summary>The largest difference that passes.</summary>
    public static double Of(ElementType precision) => precision switch
    {
        ElementType.F16 or ElementType.TF32 => Half,
        ElementType.BF16 => Brain,
        _ => Single,
    };
}
