using System.Runtime.CompilerServices;
using ILGPU.Runtime.Cuda;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// A warp's 16 x 8 sums in float32: four registers of each lane. Lane l holds rows l / 4 and, 8 below, l / 4 + 8; of both, columns
/// 2 (l % 4) and the next. Products change them in place, so a copy of this struct names the same sums.
/// </summary>
internal readonly struct TensorSums
{
    /// <summary>The upper row, the first column.</summary>
    public readonly float Upper0;

    /// <summary>The upper row, the second column.</summary>
    public readonly float Upper1;

    /// <summary>The lower row, the first column.</summary>
    public readonly float Lower0;

    /// <summary>The lower row, the second column.</summary>
    public readonly float Lower1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TensorSums(float upper0, float upper1, float lower0, float lower1)
    {
        Upper0 = upper0;
        Upper1 = upper1;
        Lower0 = lower0;
        Lower1 = lower1;
    }

    /// <summary>Sums of nothing.</summary>
    /// <param name="origin">As <see cref="TensorRegister"/> says.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TensorSums Zero(uint origin)
    {
        var sums = new TensorSums(
            TensorRegister.Single(origin),
            TensorRegister.Single(origin),
            TensorRegister.Single(origin),
            TensorRegister.Single(origin));
        CudaAsm.Emit(
            "mov.f32 %0, 0f00000000;\n\tmov.f32 %1, 0f00000000;\n\tmov.f32 %2, 0f00000000;\n\tmov.f32 %3, 0f00000000;",
            sums.Upper0,
            sums.Upper1,
            sums.Lower0,
            sums.Lower1);
        return sums;
    }

    /// <summary>Multiplies them in place.</summary>
    /// <param name="upper">The factor of the upper row.</param>
    /// <param name="lower">The factor of the lower row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Scale(float upper, float lower) => CudaAsm.Emit(
        "mul.f32 %0, %0, %4;\n\tmul.f32 %1, %1, %4;\n\tmul.f32 %2, %2, %5;\n\tmul.f32 %3, %3, %5;",
        Upper0,
        Upper1,
        Lower0,
        Lower1,
        upper,
        lower);

    /// <summary>Adds to each of them in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float upper0, float upper1, float lower0, float lower1) => CudaAsm.Emit(
        "add.f32 %0, %0, %4;\n\tadd.f32 %1, %1, %5;\n\tadd.f32 %2, %2, %6;\n\tadd.f32 %3, %3, %7;",
        Upper0,
        Upper1,
        Lower0,
        Lower1,
        upper0,
        upper1,
        lower0,
        lower1);
}
