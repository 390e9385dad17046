using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class EmbeddingNorm
{
    // One group of 64 threads a token; thread i owns channels i, i + 64, ...
    private const int GroupSize = 64;

    private static void Simt<TWordBits, TWord, TBits, TElement>(EmbeddingNormKernelArguments<TWordBits, TBits> a)
        where TWordBits : unmanaged
        where TWord : struct, IElement<TWordBits>
        where TBits : unmanaged
        where TElement : struct, IElement<TBits>
    {
        int token = Grid.IdxX;
        int thread = Group.IdxX;
        int channels = a.Call.C;
        ArrayView<float> partial = SharedMemory.Allocate<float>(GroupSize);
        long word = (a.HasWordIds != 0 ? a.Call.WordIds[token] : token) * (long)channels;
        long position = a.Call.PositionIds[token] * (long)channels;
        long type = a.Call.TypeIds[token] * (long)channels;
        long start = token * (long)channels;
        float sum = 0;
        for (int c = thread; c < channels; c += GroupSize)
        {
            float x = TWord.Widen(a.Words[word + c])
                + TElement.Widen(a.Positions[position + c]) + TElement.Widen(a.Types[type + c]);
            a.Call.Output[start + c] = x;
            sum += x;
        }

        LayerNormRow.Simt(a.Call.Output, start, channels, partial, thread, sum, a.Call.Scale, a.Call.Shift, a.Call.Epsilon);
    }

    private static Action<EmbeddingNormArguments> LoadSimt(
        ComputeDevice device, EmbeddingTable? words, EmbeddingTable positions, EmbeddingTable types) =>
        Elements.Dispatch<WordFactory, Action<EmbeddingNormArguments>>(
            words?.Storage ?? ElementType.F32, new WordFactory(device, words, positions, types));

    private readonly struct WordFactory(
        ComputeDevice device, EmbeddingTable? words, EmbeddingTable positions, EmbeddingTable types)
        : IElementConsumer<Action<EmbeddingNormArguments>>
    {
        public Action<EmbeddingNormArguments> Use<TBits, TElement>()
            where TBits : unmanaged
            where TElement : struct, IElement<TBits> =>
            Elements.Dispatch<Factory<TBits, TElement>, Action<EmbeddingNormArguments>>(
                positions.Storage, new Factory<TBits, TElement>(device, words, positions, types));
    }

    private readonly struct Factory<TWordBits, TWord>(
        ComputeDevice device, EmbeddingTable? words, EmbeddingTable positions, EmbeddingTable types)
        : IElementConsumer<Action<EmbeddingNormArguments>>
        where TWordBits : unmanaged
        where TWord : struct, IElement<TWordBits>
    {
        public Action<EmbeddingNormArguments> Use<TBits, TElement>()
            where TBits : unmanaged
            where TElement : struct, IElement<TBits>
        {
            Action<KernelConfig, EmbeddingNormKernelArguments<TWordBits, TBits>> kernel =
                device.LoadKernel<EmbeddingNormKernelArguments<TWordBits, TBits>>(Simt<TWordBits, TWord, TBits, TElement>);
            var (word, position, type) = (words, positions, types);
            return arguments => kernel(
                (arguments.T, GroupSize),
                new EmbeddingNormKernelArguments<TWordBits, TBits>
                {
                    // Without a table the words are F32, so the cast changes nothing but the type's name.
                    Words = word?.View<TWordBits, TWord>() ?? arguments.WordRows.Cast<TWordBits>(),
                    Positions = position.View<TBits, TElement>(),
                    Types = type.View<TBits, TElement>(),
                    HasWordIds = word is null ? 0 : 1,
                    Call = arguments,
                });
        }
    }
}
