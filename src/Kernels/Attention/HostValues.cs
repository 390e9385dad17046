using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>A head's values on the host.</summary>
/// <typeparam name="TLanes">The SIMD width.</typeparam>
internal static unsafe class HostValues<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>
    /// panel[k, d] = values[k, d]; columns that are not there become zeros. Rows of the whole tensor lie in few sets of the cache, and
    /// the last row's last channels may end the memory: a panel of its own is read faster, and safely.
    /// </summary>
    /// <param name="values">[length, channels].</param>
    /// <param name="stride">Floats from one key's values to the next.</param>
    /// <param name="length">The keys.</param>
    /// <param name="channels">At most two registers' lanes.</param>
    /// <param name="panel">[length, two registers' lanes].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(float* values, long stride, int length, int channels, float* panel)
    {
        int width = 2 * TLanes.Count;
        if (channels == width)
        {
            for (int k = 0; k < length; k++, values += stride, panel += width)
            {
                TLanes.Store(TLanes.Load(values), panel);
                TLanes.Store(TLanes.Load(values + TLanes.Count), panel + TLanes.Count);
            }

            return;
        }

        for (int k = 0; k < length; k++, values += stride, panel += width)
        {
            for (int d = 0; d < width; d++)
            {
                panel[d] = d < channels ? values[d] : 0f;
            }
        }
    }
}
