using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Rows of unit length: <c>y[t, c] = x[t, c] / max(||x[t]||, 1e-12)</c>, as torch.nn.functional.normalize with its default
/// epsilon. A row of zeros stays zeros.
/// </summary>
public sealed partial class L2Normalize
{
    /// <summary>The least norm that a row is divided by.</summary>
    public const float LeastNorm = 1e-12f;

    private const string Name = "L2Normalize";

    private readonly Action<L2NormalizeArguments> launch;

    /// <summary>Prepares the operator for a device; compiles where the device needs it.</summary>
    /// <param name="device">Where it runs.</param>
    public L2Normalize(ComputeDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        launch = device.IsHost ? LoadHost(device) : LoadSimt(device);
    }

    /// <summary>Normalises each row; returns when the work is queued (on the CPU: done).</summary>
    /// <param name="arguments">What to read and write.</param>
    /// <exception cref="KernelArgumentException">A view does not have the elements of its shape.</exception>
    public void Run(L2NormalizeArguments arguments)
    {
        KernelArguments.Positive(Name, "T", arguments.T);
        KernelArguments.Positive(Name, "C", arguments.C);
        KernelArguments.Exactly(Name, "input", arguments.Input, (long)arguments.T * arguments.C);
        KernelArguments.Exactly(Name, "output", arguments.Output, (long)arguments.T * arguments.C);
        launch(arguments);
    }

    private static Action<L2NormalizeArguments> LoadSimt(ComputeDevice device)
    {
        Action<KernelConfig, L2NormalizeArguments> kernel = device.LoadKernel<L2NormalizeArguments>(Simt);
        return arguments => kernel((arguments.T, GroupSize), arguments);
    }

    private static Action<L2NormalizeArguments> LoadHost(ComputeDevice device)
    {
        var job = HostVectors.Dispatch<HostFactory, HostL2Normalize>(default);
        return arguments => job.Run(device.Threads, arguments);
    }
}
