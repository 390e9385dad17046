using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;
using Singles = SqueezeBert.Gpu.Kernels.Stored<float, SqueezeBert.Gpu.Kernels.F32>;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class EmbeddingNorm
{
    // One group of 64 threads a token.
    private const int GroupSize = 64;

    private static void Simt<TWords, TTables, TOutput>(EmbeddingNormSimtArguments<TWords, TTables, TOutput> a)
        where TWords : struct, IStored<TWords>
        where TTables : struct, IStored<TTables>
        where TOutput : struct, IStored<TOutput>
    {
        int token = Grid.IdxX;
        ArrayView<float> partial = SharedMemory.Allocate<float>(GroupSize);
        var row = new EmbeddingRow<TWords, TTables>(
            a.Words,
            a.Positions,
            a.Types,
            (a.HasWordIds != 0 ? a.WordIds[token] : token) * (long)a.C,
            a.PositionIds[token] * (long)a.C,
            a.TypeIds[token] * (long)a.C);
        LayerNormRow.Simt(row, a.Output, token * (long)a.C, a.C, partial, a.Scale, a.Shift, a.Epsilon);
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
            var kernel = device.LoadKernel<EmbeddingNormSimtArguments<
                Stored<TWordBits, TWord>, Stored<TTableBits, TTable>, Stored<TBits, TElement>>>(Simt);
            var (word, position, type) = (words, positions, types);
            return a => kernel((a.T, GroupSize), new()
            {
                // Without a table the words are F32, so the cast changes nothing but the type's name.
                Words = Stored<TWordBits, TWord>.Of(word?.View<TWordBits, TWord>() ?? a.WordRows.Cast<TWordBits>()),
                Positions = Stored<TTableBits, TTable>.Of(position.View<TTableBits, TTable>()),
                Types = Stored<TTableBits, TTable>.Of(type.View<TTableBits, TTable>()),
                HasWordIds = word is null ? 0 : 1,
                WordIds = a.WordIds,
                PositionIds = a.PositionIds,
                TypeIds = a.TypeIds,
                Scale = Singles.Of(a.Scale),
                Shift = Singles.Of(a.Shift),
                Output = Stored<TBits, TElement>.Of(a.Output),
                C = a.C,
                Epsilon = a.Epsilon,
            });
        }
    }
}
