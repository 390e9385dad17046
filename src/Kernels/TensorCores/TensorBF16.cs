using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime.Cuda;

namespace SqueezeBert.Gpu.Kernels;

/// <summary><see cref="ElementType.BF16"/> on tensor cores.</summary>
internal readonly struct TensorBF16 : ITensorHalf
{
    /// <inheritdoc/>
    public static int Size => sizeof(ushort);

    /// <inheritdoc/>
    public static int ValuePitch => TensorTile.Pitch;

    /// <inheritdoc/>
    public static int ValueStep => TensorTile.Bytes;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyAdd(TensorSums sums, TensorFragment left, uint right0, uint right1) => CudaAsm.Emit(
        "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};",
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
        "st.shared.v2.b32 [%0], {%1, %2};", place, Narrow(values.X, values.Y), Narrow(values.Z, values.W));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddValues(TensorStrip sums, TensorOperand left, uint values) =>
        sums.AddColumns<TensorBF16>(left, values + TensorTile.ColumnOffset());

    /// <inheritdoc/>
    public static void Write(ArrayView<uint> words, long pair, int offset, float first, float second) =>
        words.SubView(pair)[offset] = Narrow(first, second);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TensorOperand Operand(TensorStrip sums) => TensorOperand.Narrow<TensorBF16>(sums);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Narrow(float low, float high)
    {
        uint pair = TensorRegister.Word(Interop.FloatAsInt(low));
        CudaAsm.Emit("cvt.rn.bf16x2.f32 %0, %2, %1;", pair, low, high);
        return pair;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float2 Widen(uint pair) => new(BF16.Widen((ushort)pair), BF16.Widen((ushort)(pair >> 16)));
}
