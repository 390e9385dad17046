using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class EmbeddingNorm
{
    private static Action<EmbeddingNormArguments> LoadHost(
        ComputeDevice device, EmbeddingTable? words, EmbeddingTable positions, EmbeddingTable types)
    {
        var job = HostVectors.Dispatch<HostFactory, HostEmbeddingNorm>(new HostFactory(words, positions, types));
        return arguments => job.Run(device.Threads, arguments);
    }

    private readonly struct HostFactory(EmbeddingTable? words, EmbeddingTable positions, EmbeddingTable types)
        : ILanesConsumer<HostEmbeddingNorm>
    {
        public HostEmbeddingNorm Use<TLanes>()
            where TLanes : struct, ILanes<TLanes> => new HostEmbeddingNorm<TLanes>(words, positions, types);
    }

    private abstract class HostEmbeddingNorm : HostJob
    {
        // Rows that one item embeds: enough to outweigh handing it out.
        protected const int RowsPerItem = 8;

        protected EmbeddingNormArguments Arguments { get; private set; }

        public void Run(HostThreads threads, in EmbeddingNormArguments arguments)
        {
            Arguments = arguments;
            threads.Run(this, (arguments.T + RowsPerItem - 1) / RowsPerItem);
        }
    }

    private sealed unsafe class HostEmbeddingNorm<TLanes>(EmbeddingTable? words, EmbeddingTable positions, EmbeddingTable types)
        : HostEmbeddingNorm
        where TLanes : struct, ILanes<TLanes>
    {
        public override void Execute(int item, int worker)
        {
            EmbeddingNormArguments a = Arguments;
            int* wordIds = HostMemory.Pointer(a.WordIds);
            float* wordRows = HostMemory.Pointer(a.WordRows);
            int* positionIds = HostMemory.Pointer(a.PositionIds);
            int* typeIds = HostMemory.Pointer(a.TypeIds);
            float* scale = HostMemory.Pointer(a.Scale);
            float* shift = HostMemory.Pointer(a.Shift);
            int end = Math.Min(a.T, (item + 1) * RowsPerItem);
            for (int token = item * RowsPerItem; token < end; token++)
            {
                long start = (long)token * a.C;
                float* row = HostMemory.Pointer(a.Output.Singles) + start;
                if (words is not null)
                {
                    words.Rows.Copy(wordIds[token], row);
                }
                else if (row != wordRows + start)
                {
                    new ReadOnlySpan<float>(wordRows + start, a.C).CopyTo(new Span<float>(row, a.C));
                }

                positions.Rows.Add(positionIds[token], row);
                types.Rows.Add(typeIds[token], row);
                HostLayerNormRow<TLanes>.Normalize(row, a.C, Sum(row, a.C), scale, shift, a.Epsilon);
            }
        }

        private static float Sum(float* row, int channels)
        {
            int whole = channels - (channels % TLanes.Count);
            var sums = TLanes.Constant(0);
            for (int c = 0; c < whole; c += TLanes.Count)
            {
                sums += TLanes.Load(row + c);
            }

            float sum = TLanes.Sum(sums);
            for (int c = whole; c < channels; c++)
            {
                sum += row[c];
            }

            return sum;
        }
    }
}
