using ILGPU.Algorithms;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Applies an epilogue to four neighbouring channels of one row in a GPU thread.</summary>
/// <typeparam name="TEpilogue">The epilogue.</typeparam>
internal static class DeviceEpilogue<TEpilogue>
    where TEpilogue : struct, IEpilogue
{
    /// <summary>epilogue(values[i], row, channel + i) for i &lt; count; what follows is arbitrary.</summary>
    /// <param name="epilogue">What to apply.</param>
    /// <param name="values">The four.</param>
    /// <param name="row">The token.</param>
    /// <param name="channel">The first channel.</param>
    /// <param name="count">How many are there, at least 1.</param>
    public static Float4 Apply(TEpilogue epilogue, Float4 values, long row, int channel, int count)
    {
        // Channels that are not there repeat the last, rather than stand behind a branch each.
        int last = channel + count - 1;
        return new Float4(
            Apply(epilogue, values.X, row, channel),
            Apply(epilogue, values.Y, row, XMath.Min(channel + 1, last)),
            Apply(epilogue, values.Z, row, XMath.Min(channel + 2, last)),
            Apply(epilogue, values.W, row, XMath.Min(channel + 3, last)));
    }

    private static float Apply(TEpilogue epilogue, float value, long row, int channel) =>
        epilogue.Apply(new DeviceFloat(value), row, channel).Value;
}
