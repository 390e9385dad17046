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

    private readonly ElementType input;
    private readonly ElementType output;
    private readonly Action<ElementwiseArguments<TEpilogue>> launch;

    /// <summary>Prepares the operator for a device; compiles where the device needs it.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="input">How the input is stored; F32 on the CPU.</param>
    /// <param name="output">How the output is stored; F32 on the CPU.</param>
    /// <exception cref="KernelArgumentException">The CPU is given another format than F32.</exception>
    public Elementwise(
        ComputeDevice device, ElementType input = ElementType.F32, ElementType output = ElementType.F32)
    {
        ArgumentNullException.ThrowIfNull(device);
        KernelArguments.HostStorage(Name, device, input, output);
        this.input = input;
        this.output = output;
        launch = device.IsHost
            ? LoadHost(device)
            : StoredFormats.Dispatch<SimtFactory, Action<ElementwiseArguments<TEpilogue>>>(input, output, new SimtFactory(device));
    }

    /// <summary>Transforms each element; returns when the work is queued (on the CPU: done).</summary>
    /// <param name="arguments">What to read and write.</param>
    /// <exception cref="KernelArgumentException">A view does not have the elements of its shape.</exception>
    public void Run(ElementwiseArguments<TEpilogue> arguments)
    {
        KernelArguments.Positive(Name, "T", arguments.T);
        KernelArguments.Positive(Name, "C", arguments.C);
        KernelArguments.Exactly(Name, "input", arguments.Input, input, (long)arguments.T * arguments.C);
        KernelArguments.Exactly(Name, "output", arguments.Output, output, (long)arguments.T * arguments.C);
        launch(arguments);
    }

    private static Action<ElementwiseArguments<TEpilogue>> LoadHost(ComputeDevice device)
    {
        var job = HostVectors.Dispatch<HostFactory, HostElementwise>(default);
        return arguments => job.Run(device.Threads, arguments);
    }
}
