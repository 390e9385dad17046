using System.Reflection;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Kernels.Tests.Ptxas;

/// <summary>A device on which operators are made but never run: it keeps the kernels that they ask for.</summary>
public sealed class KernelRecorder : ComputeDevice
{
    private readonly HashSet<MethodInfo> kernels = [];

    private KernelRecorder(Context context, bool hasTensorCores)
        : base(
            new DeviceDescription(DeviceKind.Cuda, 0, "recorder", IsGpu: true, 0, ""),
            context.GetCPUDevice(0).CreateCPUAccelerator(context)) => HasTensorCores = hasTensorCores;

    /// <summary>The kernels so far.</summary>
    public IReadOnlyCollection<MethodInfo> Kernels => kernels;

    internal override bool HasTensorCores { get; }

    /// <summary>Opens one.</summary>
    /// <param name="hasTensorCores">Whether operators may ask for kernels that use them.</param>
    public static KernelRecorder Open(bool hasTensorCores) =>
        new(Context.Create(builder => builder.CPU(new CPUDevice(2, 1, 1)).EnableAlgorithms()), hasTensorCores);

    internal override Action<KernelConfig, TArguments> LoadKernel<TArguments>(Action<TArguments> kernel)
    {
        kernels.Add(kernel.Method);
        return (_, _) => throw new InvalidOperationException("a recorder runs nothing");
    }
}
