using ILGPU;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class LayerNorm<TPrologue>
{
    private readonly struct HostFactory : ILanesConsumer<HostLayerNorm>
    {
        public HostLayerNorm Use<TLanes>()
            where TLanes : struct, ILanes<TLanes> => new HostLayerNorm<TLanes>();
    }

    private abstract class HostLayerNorm : HostJob
    {
        // Rows that one item normalises: enough to outweigh handing it out.
        protected const int RowsPerItem = 8;

        protected LayerNormArguments<TPrologue> Arguments { get; private set; }

        public void Run(HostThreads threads, in LayerNormArguments<TPrologue> arguments)
        {
            Arguments = arguments;
            threads.Run(this, (arguments.T + RowsPerItem - 1) / RowsPerItem);
        }
    }

    private sealed unsafe class HostLayerNorm<TLanes> : HostLayerNorm
        where TLanes : struct, ILanes<TLanes>
    {
        public override void Execute(int item, int worker)
        {
            LayerNormArguments<TPrologue> a = Arguments;
            int end = Math.Min(a.T, (item + 1) * RowsPerItem);
            float* input = HostMemory.Pointer(a.Input.Singles);
            float* output = HostMemory.Pointer(a.Output.Singles);
            float* scale = HostMemory.Pointer(a.Scale);
            float* shift = HostMemory.Pointer(a.Shift);
            for (int row = item * RowsPerItem; row < end; row++)
            {
                long start = (long)row * a.C;
                HostLayerNormRow<TLanes>.Run(a.Prologue, row, input + start, output + start, a.C, scale, shift, a.Epsilon);
            }
        }
    }
}
