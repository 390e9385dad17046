using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class EmbeddingLookup
{
    // One group of 64 threads a token; thread i owns the channels 4 i to 4 i + 3, and those 256 after these, ...
    private const int GroupSize = 64;

    private static void Simt<TTable, TOutput>(EmbeddingLookupSimtArguments<TTable, TOutput> a)
        where TTable : struct, IStored<TTable>
        where TOutput : struct, IStored<TOutput>
    {
        int token = Grid.IdxX;
        long source = (long)a.Ids[token] * a.C;
        long destination = (long)token * a.C;
        for (int c = 4 * Group.IdxX; c < a.C; c += 4 * GroupSize)
        {
            a.Output.Write4(destination + c, a.Table.Read4(source + c, a.C - c), a.C - c);
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
            var kernel =
                device.LoadKernel<EmbeddingLookupSimtArguments<Stored<TTableBits, TTable>, Stored<TBits, TElement>>>(Simt);
            EmbeddingTable rows = table;
            return a => kernel((a.T, GroupSize), new()
            {
                Table = Stored<TTableBits, TTable>.Of(rows.View<TTableBits, TTable>()),
                Ids = a.Ids,
                Output = Stored<TBits, TElement>.Of(a.Output),
                C = a.C,
            });
        }
    }
}
