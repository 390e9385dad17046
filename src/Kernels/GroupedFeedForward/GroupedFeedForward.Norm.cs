using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;
using Singles = SqueezeBert.Gpu.Kernels.Stored<float, SqueezeBert.Gpu.Kernels.F32>;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class GroupedFeedForward<TActivation>
{
    // On GPUs the second norm is a launch of its own: it needs the results of all groups. It adds up those of all parts.
    private readonly struct NormFactory(ComputeDevice device, int channels) : IElementConsumer<Launch>
    {
        public Launch Use<TBits, TElement>()
            where TBits : unmanaged
            where TElement : struct, IElement<TBits>
        {
            int c = channels;
            var kernel = device.LoadKernel<FeedForwardNormArguments<Stored<TBits, TElement>>>(FeedForwardNorm.Simt);
            return (a, sums, parts) => kernel((a.T, FeedForwardNorm.GroupSize), new()
            {
                Sums = Singles.Of(sums),
                Scale = Singles.Of(a.OutputScale),
                Shift = Singles.Of(a.OutputShift),
                Output = Stored<TBits, TElement>.Of(a.Output),
                Parts = parts,
                T = a.T,
                C = c,
                Epsilon = a.Epsilon,
            });
        }
    }
}
