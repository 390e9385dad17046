using ILGPU;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Four neighbours of 16 bits as one integer of 64, which every device reads and writes at once.</summary>
/// <typeparam name="TElement">Their format.</typeparam>
internal static class HalfQuads<TElement>
    where TElement : struct, IElement<ushort>
{
    /// <summary>Reads and widens four.</summary>
    /// <param name="bits">Begins at a multiple of 8 bytes.</param>
    /// <param name="quad">A fourth of the first one's index.</param>
    public static Float4 Load(ArrayView<ushort> bits, long quad)
    {
        ulong four = bits.Cast<ulong>()[quad];
        uint low = (uint)four;
        uint high = (uint)(four >> 32);
        return new Float4(
            TElement.WidenOnDevice((ushort)low),
            TElement.WidenOnDevice((ushort)(low >> 16)),
            TElement.WidenOnDevice((ushort)high),
            TElement.WidenOnDevice((ushort)(high >> 16)));
    }

    /// <summary>Rounds and writes four.</summary>
    /// <param name="bits">Begins at a multiple of 8 bytes.</param>
    /// <param name="quad">A fourth of the first one's index.</param>
    /// <param name="values">The elements.</param>
    public static void Store(ArrayView<ushort> bits, long quad, Float4 values)
    {
        uint low = TElement.NarrowOnDevice(values.X) | ((uint)TElement.NarrowOnDevice(values.Y) << 16);
        uint high = TElement.NarrowOnDevice(values.Z) | ((uint)TElement.NarrowOnDevice(values.W) << 16);
        bits.Cast<ulong>()[quad] = low | ((ulong)high << 32);
    }
}
