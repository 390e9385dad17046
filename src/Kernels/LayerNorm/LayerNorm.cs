using ILGPU;
using ILGPU.Runtime;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels;

/// <summary>
/// Layer normalisation over the channels of each token (Ba, Kiros, Hinton 2016, https://arxiv.org/abs/1607.06450):
/// <c>x = prologue(input); y[t, c] = (x[t, c] - mean[t]) / sqrt(variance[t] + epsilon) * scale[c] + shift[c]</c>,
/// with the population variance, both moments in float32 and in two passes. With <see cref="AddResidual"/> as prologue the
/// residual connection costs no pass of its own.
/// </summary>
/// <typeparam name="TPrologue">What happens to an element before it is normalised.</typeparam>
public sealed partial class LayerNorm<TPrologue>
    where TPrologue : struct, IEpilogue
{
    private const string Name = "LayerNorm";

    private readonly Action<LayerNormArguments<TPrologue>> launch;

    /// <summary>Prepares the operator for a device; compiles where the device needs it.</summary>
    /// <param name="device">Where it runs.</param>
    public LayerNorm(ComputeDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        launch = device.IsHost ? LoadHost(device) : LoadSimt(device);
    }

    /// <summary>Normalises each row; returns when the work is queued (on the CPU: done).</summary>
    /// <param name="arguments">What to read and write.</param>
    /// <exception cref="KernelArgumentException">A view does not have the elements of its shape.</exception>
    public void Run(LayerNormArguments<TPrologue> arguments)
    {
        KernelArguments.Positive(Name, "T", arguments.T);
        KernelArguments.Positive(Name, "C", arguments.C);
        KernelArguments.Exactly(Name, "input", arguments.Input, (long)arguments.T * arguments.C);
        KernelArguments.Exactly(Name, "scale", arguments.Scale, arguments.C);
        KernelArguments.Exactly(Name, "shift", arguments.Shift, arguments.C);
        KernelArguments.Exactly(Name, "output", arguments.Output, (long)arguments.T * arguments.C);
        launch(arguments);
    }

    private static Action<LayerNormArguments<TPrologue>> LoadSimt(ComputeDevice device)
    {
        Action<KernelConfig, LayerNormArguments<TPrologue>> kernel =
            device.LoadKernel<LayerNormArguments<TPrologue>>(Simt);
        return arguments => kernel((arguments.T, GroupSize), arguments);
    }

    private static Action<LayerNormArguments<TPrologue>> LoadHost(ComputeDevice device)
    {
        var job = HostVectors.Dispatch<HostFactory, HostLayerNorm>(default);
        return arguments => job.Run(device.Threads, arguments);
    }
}
