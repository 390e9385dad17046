using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class EmbeddingLookup
{
    // One group of 64 threads a token; thread i owns channels i, i + 64, ...
    private const int GroupSize = 64;

    private static void Simt<TBits, TElement, TOutput>(EmbeddingLookupKernelArguments<TBits, TOutput> a)
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
        where TOutput : struct, IStored<TOutput>
    {
        int token = Grid.IdxX;
        long source = (long)a.Ids[token] * a.C;
        long destination = (long)token * a.C;
        for (int c = Group.IdxX; c < a.C; c += GroupSize)
        {
            a.Output.Write(destination + c, TElement.Widen(a.Table[source + c]));
        }
    }

    private readonly struct TableFactory(ComputeDevice device, EmbeddingTable table, ElementType output)
        : IElementConsumer<Action<EmbeddingLookupArguments>>
    {
        public Action<EmbeddingLookupArguments> Use<TBits, TElement>()
            where TBits : unmanaged
            where TElement : struct, IElement<TBits> =>
            Elements.Dispatch<Factory<TBits, TElement>, Action<EmbeddingLookupArguments>>(
                output, new Factory<TBits, TElement>(device, table));
    }

    private readonly struct Factory<TTableBits, TTable>(ComputeDevice device, EmbeddingTable table)
        : IElementConsumer<Action<EmbeddingLookupArguments>>
        where TTableBits : unmanaged
        where TTable : struct, IElement<TTableBits>
    {
        public Action<EmbeddingLookupArguments> Use<TBits, TElement>()
            where TBits : unmanaged
            where TElement : struct, IElement<TBits>
        {
            var kernel = device.LoadKernel<EmbeddingLookupKernelArguments<TTableBits, Stored<TBits, TElement>>>(
                Simt<TTableBits, TTable, Stored<TBits, TElement>>);
            EmbeddingTable rows = table;
            return a => kernel((a.T, GroupSize), new()
            {
                Table = rows.View<TTableBits, TTable>(),
                Ids = a.Ids,
                Output = Stored<TBits, TElement>.Of(a.Output),
                C = a.C,
            });
        }
    }
}
