using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using SqueezeBert.Gpu.Devices;

namespace SqueezeBert.Gpu.Testing;

/// <summary>CUDA graphs without a GPU: ILGPU's simulator runs kernels, and a <see cref="FakeGraphDriver"/> captures them.</summary>
public sealed class CapturingDevice : ComputeDevice
{
    private CapturingDevice(Context context)
        : base(
            new DeviceDescription(DeviceKind.Cuda, 0, "capturing simulator", IsGpu: true, 1L << 30, "captures launches"),
            context.GetCPUDevice(0).CreateCPUAccelerator(context))
    {
    }

    /// <summary>The driver.</summary>
    public FakeGraphDriver Driver { get; } = new();

    /// <summary>Whether the next launch fails, as one does that cannot be captured.</summary>
    public bool FailsToLaunch { get; set; }

    /// <summary>How many queues were opened.</summary>
    public int Queues { get; private set; }

    /// <summary>Whether the next queue cannot be opened.</summary>
    public bool FailsToOpenQueue { get; set; }

    internal override ICudaGraphs Graphs => Driver;

    /// <summary>Opens one.</summary>
    public static CapturingDevice Open() =>
        new(Context.Create(builder => builder.CPU(new CPUDevice(32, 2, 1)).EnableAlgorithms().Optimize(OptimizationLevel.O2)));

    internal override LaunchQueue? OpenQueue()
    {
        if (FailsToOpenQueue)
        {
            FailsToOpenQueue = false;
            throw new DeviceException("no queue is left");
        }

        Queues++;
        return base.OpenQueue();
    }

    internal override nint HandleOf(AcceleratorStream stream) =>
        stream == Accelerator.DefaultStream ? 0 : RuntimeHelpers.GetHashCode(stream);

    internal override void Enqueue(QueuedCopy copy) => Driver.Do(() => base.Enqueue(copy));

    internal override Action<KernelConfig, TArguments> LoadKernel<TArguments>(Action<TArguments> kernel)
    {
        Action<KernelConfig, TArguments> launch = base.LoadKernel(kernel);
        return (config, arguments) =>
        {
            if (FailsToLaunch)
            {
                FailsToLaunch = false;
                throw new CudaException("operation not permitted when stream is capturing");
            }

            Driver.Do(() => launch(config, arguments));
        };
    }
}
