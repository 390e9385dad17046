using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>Rows of a table: <c>y[t, c] = table[ids[t], c]</c>.</summary>
public sealed partial class EmbeddingLookup
{
    private const string Name = "EmbeddingLookup";

    private readonly EmbeddingTable table;
    private readonly ElementType output;
    private readonly Action<EmbeddingLookupArguments> launch;

    /// <summary>Prepares the operator for a device; compiles where the device needs it.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="table">The rows, packed for that device; stays the caller's.</param>
    /// <param name="output">How the output is stored; F32 on the CPU.</param>
    /// <exception cref="KernelArgumentException">The CPU is given another format than F32.</exception>
    public EmbeddingLookup(ComputeDevice device, EmbeddingTable table, ElementType output = ElementType.F32)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(table);
        KernelArguments.HostStorage(Name, device, ElementType.F32, output);
        this.table = table;
        this.output = output;
        launch = device.IsHost
            ? LoadHost(device, table)
            : Elements.Dispatch<TableFactory, Action<EmbeddingLookupArguments>>(
                table.Storage, new TableFactory(device, table, output));
    }

    /// <summary>Looks up each id; returns when the work is queued (on the CPU: done).</summary>
    /// <param name="arguments">What to read and write. Ids outside the table are the caller's error and are not noticed.</param>
    /// <exception cref="KernelArgumentException">A view does not have the elements of its shape.</exception>
    public void Run(EmbeddingLookupArguments arguments)
    {
        KernelArguments.Positive(Name, "T", arguments.T);
        KernelArguments.Equal(Name, "C", arguments.C, table.Channels);
        KernelArguments.Exactly(Name, "ids", arguments.Ids, arguments.T);
        KernelArguments.Exactly(Name, "output", arguments.Output, output, (long)arguments.T * arguments.C);
        launch(arguments);
    }
}
