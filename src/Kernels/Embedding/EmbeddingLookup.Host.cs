using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

public sealed partial class EmbeddingLookup
{
    private static Action<EmbeddingLookupArguments> LoadHost(ComputeDevice device, EmbeddingTable table)
    {
        var job = new HostLookup(table);
        return arguments => job.Run(device.Threads, arguments);
    }

    // Copies memory and nothing else, so it has no SIMD widths.
    private sealed unsafe class HostLookup(EmbeddingTable table) : HostJob
    {
        // Rows that one item copies: enough to outweigh handing it out.
        private const int RowsPerItem = 32;

        private EmbeddingLookupArguments arguments;

        public void Run(HostThreads threads, in EmbeddingLookupArguments call)
        {
            arguments = call;
            threads.Run(this, (call.T + RowsPerItem - 1) / RowsPerItem);
        }

        public override void Execute(int item, int worker)
        {
            int* ids = HostMemory.Pointer(arguments.Ids);
            float* output = HostMemory.Pointer(arguments.Output.Singles);
            int end = Math.Min(arguments.T, (item + 1) * RowsPerItem);
            for (int token = item * RowsPerItem; token < end; token++)
            {
                table.Rows.Copy(ids[token], output + ((long)token * arguments.C));
            }
        }
    }
}
