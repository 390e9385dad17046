using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// One pass over a tensor: <c>y[t, c] = epilogue(x[t, c], t, c)</c>. It is the fallback for a bias, residual or activation
/// that no other kernel took as its epilogue.
/// </summary>
/// <typeparam name="TEpilogue">What happens to each element.</typeparam>
public sealed partial class Elementwise<TEpilogue>
    where TEpilogue : struct, IEpilogue
{
    private const string Name = "Elementwise";

    private readonly Action<ElementwiseArguments<TEpilogue>> launch;

    /// <summary>Prepares the operator for a device; compiles where the device needs it.</summary>
    /// <param name="device">Where it runs.</param>
    public Elementwise(ComputeDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        launch = device.IsHost ? LoadHost(device) : LoadSimt(device);
    }

    /// <summary>Transforms each element; returns when the work is queued (on the CPU: done).</summary>
    /// <param name="arguments">What to read and write.</param>
    /// <exception cref="KernelArgumentException">A view does not have the elements of its shape.</exception>
    public void Run(ElementwiseArguments<TEpilogue> arguments)
    {
        KernelArguments.Positive(Name, "T", arguments.T);
        KernelArguments.Positive(Name, "C", arguments.C);
        KernelArguments.Exactly(Name, "input", arguments.Input, (long)arguments.T * arguments.C);
        KernelArguments.Exactly(Name, "output", arguments.Output, (long)arguments.T * arguments.C);
        launch(arguments);
    }

    private static Action<ElementwiseArguments<TEpilogue>> LoadSimt(ComputeDevice device)
    {
        Action<KernelConfig, ElementwiseArguments<TEpilogue>> kernel =
            device.LoadKernel<ElementwiseArguments<TEpilogue>>(Simt);
        return arguments => kernel(
            (new Index3D(arguments.T, (arguments.C + GroupSize - 1) / GroupSize, 1), new Index3D(GroupSize, 1, 1)), arguments);
    }

    private static Action<ElementwiseArguments<TEpilogue>> LoadHost(ComputeDevice device)
    {
        var job = HostVectors.Dispatch<HostFactory, HostElementwise>(default);
        return arguments => job.Run(device.Threads, arguments);
    }
}
