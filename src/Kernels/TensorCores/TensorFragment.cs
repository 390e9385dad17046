using System.Runtime.CompilerServices;
using ILGPU.Runtime.Cuda;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// A warp's 16 rows x 32 bytes: four registers of each lane. Each register is a quarter, 8 rows x 16 bytes, of which lane l holds
/// row l / 4 and the four bytes l % 4: two neighbouring numbers of 16 bits, or one of 32.
/// </summary>
internal readonly struct TensorFragment
{
    /// <summary>The first quarter.</summary>
    public readonly uint Word0;

    /// <summary>The second.</summary>
    public readonly uint Word1;

    /// <summary>The third.</summary>
    public readonly uint Word2;

    /// <summary>The fourth.</summary>
    public readonly uint Word3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TensorFragment(uint word0, uint word1, uint word2, uint word3)
    {
        Word0 = word0;
        Word1 = word1;
        Word2 = word2;
        Word3 = word3;
    }

    /// <summary>Loads four quarters from shared memory. Source: PTX ISA, "ldmatrix".</summary>
    /// <param name="address">The 16 bytes of one row: lanes 0 to 7 name the rows of the first quarter, and so on.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TensorFragment Load(uint address)
    {
        var fragment = new TensorFragment(
            TensorRegister.Word(address),
            TensorRegister.Word(address),
            TensorRegister.Word(address),
            TensorRegister.Word(address));
        CudaAsm.Emit(
            "ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];",
            fragment.Word0,
            fragment.Word1,
            fragment.Word2,
            fragment.Word3,
            address);
        return fragment;
    }

    /// <summary>As <see cref="Load"/>, each quarter, 8 x 8 numbers of 16 bits, with rows and columns exchanged.</summary>
    /// <param name="address">Likewise, of the rows as they lie in memory.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TensorFragment LoadTransposed(uint address)
    {
        var fragment = new TensorFragment(
            TensorRegister.Word(address),
            TensorRegister.Word(address),
            TensorRegister.Word(address),
            TensorRegister.Word(address));
        CudaAsm.Emit(
            "ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];",
            fragment.Word0,
            fragment.Word1,
            fragment.Word2,
            fragment.Word3,
            address);
        return fragment;
    }

    /// <summary>Rounds 16 x 16 sums, which lie in the lanes just as a left operand does.</summary>
    /// <param name="left">The first eight columns.</param>
    /// <param name="right">The other eight.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TensorFragment Narrow<TElement>(TensorSums left, TensorSums right)
        where TElement : struct, ITensorHalf => new(
            TElement.Narrow(left.Upper0, left.Upper1),
            TElement.Narrow(left.Lower0, left.Lower1),
            TElement.Narrow(right.Upper0, right.Upper1),
            TElement.Narrow(right.Lower0, right.Lower1));
}
