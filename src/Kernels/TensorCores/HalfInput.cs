using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Activations that lie in memory as the 16 bits that tensor cores multiply: copied as they are.</summary>
internal readonly struct HalfInput : ITensorInput
{
    /// <summary>[T, C / 2], two channels an element.</summary>
    public readonly ArrayView<uint> Pairs;

    /// <summary>Where <see cref="Pairs"/> begins.</summary>
    public readonly long Address;

    /// <summary>Reads a view that begins at a multiple of 16 bytes.</summary>
    /// <param name="pairs">[T, C / 2], two channels an element.</param>
    public HalfInput(ArrayView<uint> pairs)
    {
        Pairs = pairs;
        Address = pairs.LoadEffectiveAddressAsPtr();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Float4x4 Fetch(TensorRows rows, uint to, int depth)
    {
        new TensorCopies(Address + (2L * rows.Start), rows.Stride, rows.Rows, rows.Depths).Start(to, depth, rows.Pitch);
        return default;
    }

    /// <inheritdoc/>
    public void Store(TensorRows rows, uint to, Float4x4 fetched)
    {
        // The copy arrives by itself.
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Wait()
    {
        AsyncCopy.Commit();
        AsyncCopy.WaitForAll();
    }
}
