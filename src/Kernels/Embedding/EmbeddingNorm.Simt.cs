using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class EmbeddingNorm
{
    // One group of 64 threads a token.
    private const int GroupSize = 64;

    private static void Simt<TWordBits, TWord, TBits, TElement, TOutput>(
        EmbeddingNormKernelArguments<TWordBits, TBits, TOutput> a)
        where TWordBits : unmanaged
        where TWord : struct, IElement<TWordBits>
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
        where TOutput : struct, IStored<TOutput>
    {
        int token = Grid.IdxX;
        ArrayView<float> partial = SharedMemory.Allocate<float>(GroupSize);
        var row = new EmbeddingRow<TWordBits, TWord, TBits, TElement>(
            a.Words.SubView((a.HasWordIds != 0 ? a.WordIds[token] : token) * (long)a.C),
            a.Positions.SubView(a.PositionIds[token] * (long)a.C),
            a.Types.SubView(a.TypeIds[token] * (long)a.C));
        LayerNormRow.Simt(row, a.Output.From(token * (long)a.C), a.C, partial, a.Scale, a.Shift, a.Epsilon);
    }

    private Action<EmbeddingNormArguments> LoadSimt(
        ComputeDevice device, EmbeddingTable? words, EmbeddingTable positions, EmbeddingTable types) =>
        Elements.Dispatch<WordFactory, Action<EmbeddingNormArguments>>(
            words?.Storage ?? ElementType.F32, new WordFactory(device, words, positions, types, output));

    private readonly struct WordFactory(
        ComputeDevice device, EmbeddingTable? words, EmbeddingTable positions, EmbeddingTable types, ElementType output)
        : IElementConsumer<Action<EmbeddingNormArguments>>
    {
        public Action<EmbeddingNormArguments> Use<TBits, TElement>()
            where TBits : unmanaged
            where TElement : struct, IElement<TBits> =>
            Elements.Dispatch<TableFactory<TBits, TElement>, Action<EmbeddingNormArguments>>(
                positions.Storage, new TableFactory<TBits, TElement>(device, words, positions, types, output));
    }

    private readonly struct TableFactory<TWordBits, TWord>(
        ComputeDevice device, EmbeddingTable? words, EmbeddingTable positions, EmbeddingTable types, ElementType output)
        : IElementConsumer<Action<EmbeddingNormArguments>>
        where TWordBits : unmanaged
        where TWord : struct, IElement<TWordBits>
    {
        public Action<EmbeddingNormArguments> Use<TBits, TElement>()
            where TBits : unmanaged
            where TElement : struct, IElement<TBits> =>
            Elements.Dispatch<Factory<TWordBits, TWord, TBits, TElement>, Action<EmbeddingNormArguments>>(
                output, new Factory<TWordBits, TWord, TBits, TElement>(device, words, positions, types));
    }

    private readonly struct Factory<TWordBits, TWord, TTableBits, TTable>(
        ComputeDevice device, EmbeddingTable? words, EmbeddingTable positions, EmbeddingTable types)
        : IElementConsumer<Action<EmbeddingNormArguments>>
        where TWordBits : unmanaged
        where TWord : struct, IElement<TWordBits>
        where TTableBits : unmanaged
        where TTable : struct, IElement<TTableBits>
    {
        public Action<EmbeddingNormArguments> Use<TBits, TElement>()
            where TBits : unmanaged
            where TElement : struct, IElement<TBits>
        {
            var kernel = device.LoadKernel<EmbeddingNormKernelArguments<TWordBits, TTableBits, Stored<TBits, TElement>>>(
                Simt<TWordBits, TWord, TTableBits, TTable, Stored<TBits, TElement>>);
            var (word, position, type) = (words, positions, types);
            return a => kernel((a.T, GroupSize), new()
            {
                // Without a table the words are F32, so the cast changes nothing but the type's name.
                Words = word?.View<TWordBits, TWord>() ?? a.WordRows.Cast<TWordBits>(),
                Positions = position.View<TTableBits, TTable>(),
                Types = type.View<TTableBits, TTable>(),
                HasWordIds = word is null ? 0 : 1,
                WordIds = a.WordIds,
                PositionIds = a.PositionIds,
                TypeIds = a.TypeIds,
                Scale = a.Scale,
                Shift = a.Shift,
                Output = Stored<TBits, TElement>.Of(a.Output),
                C = a.C,
                Epsilon = a.Epsilon,
            });
        }
    }
}
