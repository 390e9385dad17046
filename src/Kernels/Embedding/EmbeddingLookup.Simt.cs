using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class EmbeddingLookup
{
    // One group of 64 threads a token; thread i owns channels i, i + 64, ...
    private const int GroupSize = 64;

    private static void Simt<TBits, TElement>(EmbeddingLookupKernelArguments<TBits> a)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
    {
        int token = Grid.IdxX;
        int channels = a.Call.C;
        long source = (long)a.Call.Ids[token] * channels;
        long destination = (long)token * channels;
        for (int c = Group.IdxX; c < channels; c += GroupSize)
        {
            a.Call.Output[destination + c] = TElement.Widen(a.Table[source + c]);
        }
    }

    private readonly struct SimtFactory(ComputeDevice device, EmbeddingTable table)
        : IElementConsumer<Action<EmbeddingLookupArguments>>
    {
        public Action<EmbeddingLookupArguments> Use<TBits, TElement>()
            where TBits : unmanaged
            where TElement : struct, IElement<TBits>
        {
            Action<KernelConfig, EmbeddingLookupKernelArguments<TBits>> kernel =
                device.LoadKernel<EmbeddingLookupKernelArguments<TBits>>(Simt<TBits, TElement>);
            EmbeddingTable rows = table;
            return arguments => kernel(
                (arguments.T, GroupSize),
                new EmbeddingLookupKernelArguments<TBits> { Table = rows.View<TBits, TElement>(), Call = arguments });
        }
    }
}
