namespace SqueezeBert.Gpu.Kernels.Bench.Measuring;

/// <summary>What one launch of an operator has to do, whoever does it.</summary>
/// <param name="Operations">Floating-point operations of its products, a multiply-add counted as two; 0 where it has none.</param>
/// <param name="Bytes">Bytes that it reads and writes, each tensor once.</param>
public readonly record struct Work(long Operations, long Bytes)
{
    /// <summary>The work of an operator without products.</summary>
    /// <param name="elements">Elements of four bytes that it reads and writes.</param>
    public static Work Moving(long elements) => new(0, elements * sizeof(float));
}
