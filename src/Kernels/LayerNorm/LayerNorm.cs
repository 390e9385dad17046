using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Layer normalisation over the channels of each token (Ba, Kiros, Hinton 2016, https://arxiv.org/abs/1607.06450):
/// <c>x = prologue(input); y[t, c] = (x[t, c] - mean[t]) / sqrt(variance[t] + epsilon) * scale[c] + shift[c]</c>,
/// with the population variance, both moments in float32 and in two passes. The engine's models add residuals before, where sums
/// are stored, and pass <see cref="Identity"/>; with <see cref="AddResidual"/> as prologue the norm itself adds one.
/// </summary>
/// <typeparam name="TPrologue">What happens to an element before it is normalised.</typeparam>
public sealed partial class LayerNorm<TPrologue>
    where TPrologue : struct, IEpilogue
{
    private const string Name = "LayerNorm";

    private readonly ElementType input;
    private readonly ElementType output;
    private readonly Action<LayerNormArguments<TPrologue>> launch;

    /// <summary>Prepares the operator for a device; compiles where the device needs it.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="input">How the input is stored; F32 on the CPU.</param>
    /// <param name="output">How the output is stored; F32 on the CPU.</param>
    /// <exception cref="KernelArgumentException">The CPU is given another format than F32.</exception>
    public LayerNorm(
        ComputeDevice device, ElementType input = ElementType.F32, ElementType output = ElementType.F32)
    {
        ArgumentNullException.ThrowIfNull(device);
        KernelArguments.HostStorage(Name, device, input, output);
        this.input = input;
        this.output = output;
        launch = device.IsHost
            ? LoadHost(device)
            : StoredFormats.Dispatch<SimtFactory, Action<LayerNormArguments<TPrologue>>>(input, output, new SimtFactory(device));
    }

    /// <summary>Normalises each row; returns when the work is queued (on the CPU: done).</summary>
    /// <param name="arguments">What to read and write.</param>
    /// <exception cref="KernelArgumentException">A view does not have the elements of its shape.</exception>
    public void Run(LayerNormArguments<TPrologue> arguments)
    {
        KernelArguments.Positive(Name, "T", arguments.T);
        KernelArguments.Positive(Name, "C", arguments.C);
        KernelArguments.Exactly(Name, "input", arguments.Input, input, (long)arguments.T * arguments.C);
        KernelArguments.Exactly(Name, "scale", arguments.Scale, arguments.C);
        KernelArguments.Exactly(Name, "shift", arguments.Shift, arguments.C);
        KernelArguments.Exactly(Name, "output", arguments.Output, output, (long)arguments.T * arguments.C);
        launch(arguments);
    }

    private static Action<LayerNormArguments<TPrologue>> LoadHost(ComputeDevice device)
    {
        var job = HostVectors.Dispatch<HostFactory, HostLayerNorm>(default);
        return arguments => job.Run(device.Threads, arguments);
    }
}
