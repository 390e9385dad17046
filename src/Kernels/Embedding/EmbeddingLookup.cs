using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Rows of a table: <c>y[t, c] = table[ids[t], c]</c>.</summary>
public sealed partial class EmbeddingLookup
{
    private const string Name = "EmbeddingLookup";

    private readonly EmbeddingTable table;
    private readonly Action<EmbeddingLookupArguments> launch;

    /// <summary>Prepares the operator for a device; compiles where the device needs it.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="table">The rows, packed for that device; stays the caller's.</param>
    public EmbeddingLookup(ComputeDevice device, EmbeddingTable table)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(table);
        this.table = table;
        launch = device.IsHost
            ? LoadHost(device, table)
            : Elements.Dispatch<SimtFactory, Action<EmbeddingLookupArguments>>(table.Storage, new SimtFactory(device, table));
    }

    /// <summary>Looks up each id; returns when the work is queued (on the CPU: done).</summary>
    /// <param name="arguments">What to read and write. Ids outside the table are the caller's error and are not noticed.</param>
    /// <exception cref="KernelArgumentException">A view does not have the elements of its shape.</exception>
    public void Run(EmbeddingLookupArguments arguments)
    {
        KernelArguments.Positive(Name, "T", arguments.T);
        KernelArguments.Equal(Name, "C", arguments.C, table.Channels);
        KernelArguments.Exactly(Name, "ids", arguments.Ids, arguments.T);
        KernelArguments.Exactly(Name, "output", arguments.Output, (long)arguments.T * arguments.C);
        launch(arguments);
    }
}
