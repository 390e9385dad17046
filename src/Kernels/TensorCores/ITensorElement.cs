using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// A format that NVIDIA's tensor cores multiply, from compute capability 8.0 on. 32 bytes of a row are the depth of one product,
/// whatever the format.
/// </summary>
internal interface ITensorElement
{
    /// <summary>Bytes of a number.</summary>
    static abstract int Size { get; }

    /// <summary>
    /// sums += left * right^T, for the whole warp: 16 x 8 sums in float32, of the products of 32 bytes of depth each. Source: PTX
    /// ISA, "mma.m16n8k16" and "mma.m16n8k8".
    /// </summary>
    /// <param name="sums">Changed in place.</param>
    /// <param name="left">16 rows.</param>
    /// <param name="right0">The first 16 bytes of eight rows.</param>
    /// <param name="right1">Their other 16 bytes.</param>
    static abstract void MultiplyAdd(TensorSums sums, TensorFragment left, uint right0, uint right1);

    /// <summary>Rounds four neighbours and stores them to shared memory.</summary>
    /// <param name="place">Where, a multiple of four times <see cref="Size"/>.</param>
    /// <param name="values">In the order of their addresses.</param>
    static abstract void Store(uint place, Float4 values);

    /// <summary>Bytes from a row of values to the next where they are the right operand of <see cref="AddValues"/>.</summary>
    static abstract int ValuePitch { get; }

    /// <summary>Bytes from 64 bytes of such a row to the next 64.</summary>
    static abstract int ValueStep { get; }

    /// <summary>sums += left * values, for the whole warp: 64 products to each of 16 x 64 sums.</summary>
    /// <param name="sums">Changed in place.</param>
    /// <param name="left">16 x 64.</param>
    /// <param name="values">64 rows of 64 numbers in shared memory.</param>
    static abstract void AddValues(TensorStrip sums, TensorOperand left, uint values);

    /// <summary>Rounds two neighbours and stores them to device memory.</summary>
    /// <param name="words">Numbers of the format.</param>
    /// <param name="pair">Their place, in pairs.</param>
    /// <param name="offset">Pairs beyond it, a constant.</param>
    /// <param name="first">The one of the lower address.</param>
    /// <param name="second">The other.</param>
    static abstract void Write(ArrayView<uint> words, long pair, int offset, float first, float second);

    /// <summary>Rounds the sums of a product to be the left operand of the next, in the lanes that hold them.</summary>
    /// <param name="sums">
    /// 16 x 64, values that arithmetic has made, not the registers of a product themselves. Their columns lie in the lanes as
    /// <see cref="TensorTile.HandedColumn{TElement}"/> says.
    /// </param>
    static abstract TensorOperand Operand(TensorStrip sums);
}
