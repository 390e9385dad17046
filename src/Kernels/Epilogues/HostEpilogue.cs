using System.Runtime.CompilerServices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Applies an epilogue to neighbouring channels of one row: whole registers first, then the tail one float at a time.</summary>
/// <typeparam name="TLanes">The SIMD width.</typeparam>
/// <typeparam name="TEpilogue">The epilogue.</typeparam>
internal static unsafe class HostEpilogue<TLanes, TEpilogue>
    where TLanes : struct, ILanes<TLanes>
    where TEpilogue : struct, IEpilogue
{
    /// <summary>target[i] = epilogue(source[i], row, channel + i) for i &lt; count.</summary>
    /// <param name="epilogue">What to apply.</param>
    /// <param name="source">[count].</param>
    /// <param name="target">[count]; may be <paramref name="source"/> itself.</param>
    /// <param name="row">The token.</param>
    /// <param name="channel">The first channel.</param>
    /// <param name="count">Channels.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply(TEpilogue epilogue, float* source, float* target, long row, int channel, int count)
    {
        int whole = count - (count % TLanes.Count);
        for (int i = 0; i < whole; i += TLanes.Count)
        {
            TLanes.Store(epilogue.Apply(TLanes.Load(source + i), row, channel + i), target + i);
        }

        for (int i = whole; i < count; i++)
        {
            LanesScalar.Store(epilogue.Apply(LanesScalar.Load(source + i), row, channel + i), target + i);
        }
    }
}
