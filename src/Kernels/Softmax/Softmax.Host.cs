using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class Softmax
{
    private readonly struct HostFactory : ILanesConsumer<HostSoftmax>
    {
        public HostSoftmax Use<TLanes>()
            where TLanes : struct, ILanes<TLanes> => new HostSoftmax<TLanes>();
    }

    private abstract class HostSoftmax : HostJob
    {
        protected SoftmaxArguments Arguments { get; private set; }

        public void Run(HostThreads threads, in SoftmaxArguments arguments)
        {
            Arguments = arguments;
            threads.Run(this, arguments.T);
        }
    }

    private sealed unsafe class HostSoftmax<TLanes> : HostSoftmax
        where TLanes : struct, ILanes<TLanes>
    {
        // A multiple of every register's lanes.
        private const int SumBlock = 256;

        public override void Execute(int item, int worker)
        {
            int count = Arguments.C;
            float* input = HostMemory.Pointer(Arguments.Input) + ((long)item * count);
            float* output = HostMemory.Pointer(Arguments.Output) + ((long)item * count);
            int whole = count - (count % TLanes.Count);

            var maxima = TLanes.Constant(float.MinValue);
            for (int c = 0; c < whole; c += TLanes.Count)
            {
                maxima = TLanes.Max(maxima, TLanes.Load(input + c));
            }

            float largest = TLanes.Largest(maxima);
            for (int c = whole; c < count; c++)
            {
                largest = MathF.Max(largest, input[c]);
            }

            // By blocks, whose sums meet in double: one float32 sum over a vocabulary would lose a digit.
            var most = TLanes.Constant(largest);
            double sum = 0;
            for (int block = 0; block < whole; block += SumBlock)
            {
                var sums = TLanes.Constant(0);
                int end = Math.Min(whole, block + SumBlock);
                for (int c = block; c < end; c += TLanes.Count)
                {
                    TLanes x = TLanes.Exp(TLanes.Load(input + c) - most);
                    TLanes.Store(x, output + c);
                    sums += x;
                }

                sum += TLanes.Sum(sums);
            }

            for (int c = whole; c < count; c++)
            {
                output[c] = MathF.Exp(input[c] - largest);
                sum += output[c];
            }

            float inverse = (float)(1 / sum);
            var factor = TLanes.Constant(inverse);
            for (int c = 0; c < whole; c += TLanes.Count)
            {
                TLanes.Store(TLanes.Load(output + c) * factor, output + c);
            }

            for (int c = whole; c < count; c++)
            {
                output[c] *= inverse;
            }
        }
    }
}
