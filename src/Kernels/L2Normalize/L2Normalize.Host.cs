using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class L2Normalize
{
    private readonly struct HostFactory : ILanesConsumer<HostL2Normalize>
    {
        public HostL2Normalize Use<TLanes>()
            where TLanes : struct, ILanes<TLanes> => new HostL2Normalize<TLanes>();
    }

    private abstract class HostL2Normalize : HostJob
    {
        // Rows that one item normalises: enough to outweigh handing it out.
        protected const int RowsPerItem = 8;

        protected L2NormalizeArguments Arguments { get; private set; }

        public void Run(HostThreads threads, in L2NormalizeArguments arguments)
        {
            Arguments = arguments;
            threads.Run(this, (arguments.T + RowsPerItem - 1) / RowsPerItem);
        }
    }

    private sealed unsafe class HostL2Normalize<TLanes> : HostL2Normalize
        where TLanes : struct, ILanes<TLanes>
    {
        public override void Execute(int item, int worker)
        {
            int channels = Arguments.C;
            float* input = HostMemory.Pointer(Arguments.Input);
            float* output = HostMemory.Pointer(Arguments.Output);
            int end = Math.Min(Arguments.T, (item + 1) * RowsPerItem);
            for (int row = item * RowsPerItem; row < end; row++)
            {
                long start = (long)row * channels;
                Normalize(input + start, channels, output + start);
            }
        }

        private static void Normalize(float* input, int channels, float* output)
        {
            int whole = channels - (channels % TLanes.Count);
            var squares = TLanes.Constant(0);
            for (int c = 0; c < whole; c += TLanes.Count)
            {
                TLanes x = TLanes.Load(input + c);
                squares = TLanes.MultiplyAdd(x, x, squares);
            }

            float square = TLanes.Sum(squares);
            for (int c = whole; c < channels; c++)
            {
                square += input[c] * input[c];
            }

            float divisor = MathF.Max(MathF.Sqrt(square), LeastNorm);
            var divisors = TLanes.Constant(divisor);
            for (int c = 0; c < whole; c += TLanes.Count)
            {
                TLanes.Store(TLanes.Load(input + c) / divisors, output + c);
            }

            for (int c = whole; c < channels; c++)
            {
                output[c] = input[c] / divisor;
            }
        }
    }
}
