using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class Elementwise<TEpilogue>
{
    private readonly struct HostFactory : ILanesConsumer<HostElementwise>
    {
        public HostElementwise Use<TLanes>()
            where TLanes : struct, ILanes<TLanes> => new HostElementwise<TLanes>();
    }

    private abstract class HostElementwise : HostJob
    {
        // Elements of an item: enough to outweigh handing it out.
        private const int ElementsPerItem = 8192;

        protected ElementwiseArguments<TEpilogue> Arguments { get; private set; }

        protected int RowsPerItem { get; private set; }

        public void Run(HostThreads threads, in ElementwiseArguments<TEpilogue> arguments)
        {
            Arguments = arguments;
            RowsPerItem = Math.Max(1, ElementsPerItem / arguments.C);
            threads.Run(this, (arguments.T + RowsPerItem - 1) / RowsPerItem);
        }
    }

    private sealed unsafe class HostElementwise<TLanes> : HostElementwise
        where TLanes : struct, ILanes<TLanes>
    {
        public override void Execute(int item, int worker)
        {
            ElementwiseArguments<TEpilogue> a = Arguments;
            float* input = HostMemory.Pointer(a.Input.Singles);
            float* output = HostMemory.Pointer(a.Output.Singles);
            int end = (int)Math.Min(a.T, (item + 1L) * RowsPerItem);
            for (int row = item * RowsPerItem; row < end; row++)
            {
                long start = (long)row * a.C;
                HostEpilogue<TLanes, TEpilogue>.Apply(a.Epilogue, input + start, output + start, row, 0, a.C);
            }
        }
    }
}
