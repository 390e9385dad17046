namespace SqueezeBert.Gpu.Kernels.Tests.Problems;

/// <summary>How activations may be stored before and after a kernel.</summary>
public static class Formats
{
    /// <summary>Every pair in which a format of 16 bits has a part and no two such formats meet.</summary>
    public static IEnumerable<object[]> Pairs() =>
        from half in (ElementType[])[ElementType.F16, ElementType.BF16]
        from pair in (object[][])[[half, half], [ElementType.F32, half], [half, ElementType.F32]]
        select pair;

    /// <summary>The 16-bit format of a pair.</summary>
    public static ElementType Half(ElementType input, ElementType output) => input == ElementType.F32 ? output : input;

    /// <summary>How far rounding a number to the format puts it off, relatively: half a step.</summary>
    public static double Rounding(ElementType storage) => storage switch
    {
        ElementType.F16 => 1d / 2048,
        ElementType.BF16 => 1d / 256,
        _ => 0,
    };
}
