using System.Reflection;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.PtxInterpreter;

namespace SqueezeBert.Gpu.Testing;

/// <summary>A GPU that computes nothing: it keeps the kernels that operators ask for, and what they are launched with.</summary>
public sealed class KernelRecorder : ComputeDevice
{
    private readonly HashSet<MethodInfo> kernels = [];
    private readonly List<RecordedLaunch> launches = [];

    private KernelRecorder(Context context, bool hasTensorCores, int multiprocessors)
        : base(
            new DeviceDescription(DeviceKind.Cuda, 0, "recorder", IsGpu: true, 0, ""),
            context.GetCPUDevice(0).CreateCPUAccelerator(context))
    {
        HasTensorCores = hasTensorCores;
        Multiprocessors = multiprocessors;
    }

    /// <summary>The kernels so far.</summary>
    public IReadOnlyCollection<MethodInfo> Kernels => kernels;

    /// <summary>The launches so far, in their order.</summary>
    public IReadOnlyList<RecordedLaunch> Launches => launches;

    internal override bool HasTensorCores { get; }

    internal override int Multiprocessors { get; }

    /// <summary>Opens one.</summary>
    /// <param name="hasTensorCores">Whether operators may ask for kernels that use them.</param>
    /// <param name="multiprocessors">How many it claims to have; with one, no batch is too small for it.</param>
    public static KernelRecorder Open(bool hasTensorCores, int multiprocessors = 1) => new(
        Context.Create(builder => builder.CPU(new CPUDevice(2, 1, 1)).EnableAlgorithms()), hasTensorCores, multiprocessors);

    internal override Action<KernelConfig, TArguments> LoadKernel<TArguments>(Action<TArguments> kernel)
    {
        kernels.Add(kernel.Method);
        return (config, arguments) => launches.Add(new RecordedLaunch(
            kernel.Method,
            config.GridDim.Size,
            config.GroupDim.Size,
            arguments,
            KernelParameters.Marshal(arguments).Regions));
    }
}
