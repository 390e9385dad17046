using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime.Cuda;

namespace SqueezeBert.Gpu.Kernels;

/// <summary><see cref="ElementType.TF32"/> on tensor cores.</summary>
internal readonly struct TensorTF32 : ITensorElement
{
    /// <inheritdoc/>
    public static int Size => sizeof(float);

    /// <summary>64 numbers, and so much that the four rows that a warp reads at a time lie in different banks.</summary>
    public static int ValuePitch => (TensorTile.Rows * sizeof(float)) + 32;

    /// <inheritdoc/>
    public static int ValueStep => TensorTile.RowBytes;

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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddValues(TensorStrip sums, TensorOperand left, uint values)
    {
        // There is no load that exchanges rows and columns of 32-bit numbers: a lane reads its own, of every eight rows l % 4 and the
        // one 4 below, of every eight columns l / 4.
        uint place = values + (uint)(((TensorTile.Lane & 3) * ValuePitch) + (4 * (TensorTile.Lane >> 2)));
        uint step = (uint)(8 * ValuePitch);
        AddRows(sums, left.Depth0, place);
        AddRows(sums, left.Depth1, place + step);
        AddRows(sums, left.Depth2, place + (2 * step));
        AddRows(sums, left.Depth3, place + (3 * step));
        AddRows(sums, left.Depth4, place + (4 * step));
        AddRows(sums, left.Depth5, place + (5 * step));
        AddRows(sums, left.Depth6, place + (6 * step));
        AddRows(sums, left.Depth7, place + (7 * step));
    }

    /// <inheritdoc/>
    public static void Write(ArrayView<uint> words, long pair, int offset, float first, float second) =>
        words.Cast<Float2>().SubView(pair)[offset] =
            new Float2(Interop.IntAsFloat(Narrow(first)), Interop.IntAsFloat(Narrow(second)));

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

    // Eight rows of values.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRows(TensorStrip sums, TensorFragment left, uint place)
    {
        AddRows(sums.Sums0, left, place);
        AddRows(sums.Sums1, left, place + 32);
        AddRows(sums.Sums2, left, place + 64);
        AddRows(sums.Sums3, left, place + 96);
        AddRows(sums.Sums4, left, place + 128);
        AddRows(sums.Sums5, left, place + 160);
        AddRows(sums.Sums6, left, place + 192);
        AddRows(sums.Sums7, left, place + 224);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRows(TensorSums sums, TensorFragment left, uint place) =>
        MultiplyAdd(sums, left, Load(place), Load(place + (uint)(4 * ValuePitch)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Load(uint place)
    {
        uint word = TensorRegister.Word(place);
        CudaAsm.Emit("ld.shared.b32 %0, [%1];", word, place);
        return word;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TensorFragment Operand(TensorSums sums) =>
        new(Narrow(sums.Upper0), Narrow(sums.Lower0), Narrow(sums.Upper1), Narrow(sums.Lower1));

    /// <summary>Rounds to the format, to nearest and ties away from zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Narrow(float value)
    {
        uint word = TensorRegister.Word(Interop.FloatAsInt(value));
        CudaAsm.Emit("cvt.rna.tf32.f32 %0, %1;", word, value);
        return word;
    }
}
