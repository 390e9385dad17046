using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime.Cuda;

namespace SqueezeBert.Gpu.Kernels;

/// <summary><see cref="ElementType.TF32"/> on tensor cores.</summary>
internal readonly struct TensorTF32 : ITensorElement
{
    /// <inheritdoc/>
    public static int Size => sizeof(float);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyAdd(TensorSums sums, TensorFragment left, uint right0, uint right1) => CudaAsm.Emit(
        "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};",
        sums.Upper0,
        sums.Upper1,
        sums.Lower0,
        sums.Lower1,
        left.Word0,
        left.Word1,
        left.Word2,
        left.Word3,
        right0,
        right1);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(uint place, Float4 values) => CudaAsm.Emit(
        "st.shared.v4.b32 [%0], {%1, %2, %3, %4};",
        place,
        Narrow(values.X),
        Narrow(values.Y),
        Narrow(values.Z),
        Narrow(values.W));

    /// <inheritdoc/>
    public static void Write(ArrayView<uint> words, long pair, float first, float second) =>
        words.Cast<Float2>()[pair] = new Float2(Interop.IntAsFloat(Narrow(first)), Interop.IntAsFloat(Narrow(second)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TensorOperand Operand(TensorStrip sums) => new(
        Operand(sums.Sums0),
        Operand(sums.Sums1),
        Operand(sums.Sums2),
        Operand(sums.Sums3),
        Operand(sums.Sums4),
        Operand(sums.Sums5),
        Operand(sums.Sums6),
        Operand(sums.Sums7));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TensorFragment Operand(TensorSums sums) =>
        new(Narrow(sums.Upper0), Narrow(sums.Lower0), Narrow(sums.Upper1), Narrow(sums.Lower1));

    // To nearest, ties away from zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Narrow(float value)
    {
        uint word = TensorRegister.Word(Interop.FloatAsInt(value));
        CudaAsm.Emit("cvt.rna.tf32.f32 %0, %1;", word, value);
        return word;
    }
}
