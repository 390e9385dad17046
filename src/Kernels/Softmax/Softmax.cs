using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Softmax over the last axis: <c>y[t, c] = exp(x[t, c] - max[t]) / sum over c of exp(x[t, c] - max[t])</c>. The row's largest
/// entry is subtracted first, so that no exponential overflows.
/// </summary>
public sealed partial class Softmax
{
    private const string Name = "Softmax";

    private readonly Action<SoftmaxArguments> launch;

    /// <summary>Prepares the operator for a device; compiles where the device needs it.</summary>
    /// <param name="device">Where it runs.</param>
    public Softmax(ComputeDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        launch = device.IsHost ? LoadHost(device) : LoadSimt(device);
    }

    /// <summary>Normalises each row; returns when the work is queued (on the CPU: done).</summary>
    /// <param name="arguments">What to read and write.</param>
    /// <exception cref="KernelArgumentException">A view does not have the elements of its shape.</exception>
    public void Run(SoftmaxArguments arguments)
    {
        KernelArguments.Positive(Name, "T", arguments.T);
        KernelArguments.Positive(Name, "C", arguments.C);
        KernelArguments.Exactly(Name, "input", arguments.Input, (long)arguments.T * arguments.C);
        KernelArguments.Exactly(Name, "output", arguments.Output, (long)arguments.T * arguments.C);
        launch(arguments);
    }

    private static Action<SoftmaxArguments> LoadSimt(ComputeDevice device)
    {
        Action<KernelConfig, SoftmaxArguments> kernel = device.LoadKernel<SoftmaxArguments>(Simt);
        return arguments => kernel((arguments.T, GroupSize), arguments);
    }

    private static Action<SoftmaxArguments> LoadHost(ComputeDevice device)
    {
        var job = HostVectors.Dispatch<HostFactory, HostSoftmax>(default);
        return arguments => job.Run(device.Threads, arguments);
    }
}
