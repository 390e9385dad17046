using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.PtxInterpreter;

namespace SqueezeBert.Gpu.Testing;

/// <summary>
/// CUDA without a GPU: kernels are compiled to PTX as for a GPU of the given architecture, and the PTX is interpreted on the
/// CPU with bounds, alignment and race checks on. A launch that trips one of them throws.
/// </summary>
public sealed class InterpretedDevice : ComputeDevice
{
    // Compiling takes far longer than running a small problem, and the text depends on nothing else.
    private static readonly ConcurrentDictionary<(MethodInfo Kernel, int Architecture), object> Compiled = new();

    private readonly int architecture;

    private readonly HashSet<MethodInfo> launched = [];

    private readonly Func<string, string>? rewrite;

    private InterpretedDevice(int architecture, Func<string, string>? rewrite, Context context)
        : base(Describe(architecture), context.GetCPUDevice(0).CreateCPUAccelerator(context))
    {
        this.architecture = architecture;
        this.rewrite = rewrite;
    }

    /// <summary>Opens an interpreted GPU.</summary>
    /// <param name="architecture">Its compute capability times ten: 80 is sm_80.</param>
    /// <param name="rewrite">
    /// Makes the PTX that runs of the PTX that was compiled, at a kernel's first launch: for tests that break a kernel.
    /// </param>
    public static InterpretedDevice Open(int architecture, Func<string, string>? rewrite = null) => new(
        architecture, rewrite, Context.Create(builder => builder.CPU(new CPUDevice(2, 1, 1)).EnableAlgorithms()));

    /// <summary>The kernels that ran so far.</summary>
    public IReadOnlyCollection<MethodInfo> Launched => launched;

    internal override bool HasTensorCores => architecture >= 80;

    internal override Action<KernelConfig, TArguments> LoadKernel<TArguments>(Action<TArguments> kernel)
    {
        var interpreted = (InterpretedKernel<TArguments>)Compiled.GetOrAdd(
            (kernel.Method, architecture), _ => InterpretedKernel.Load(kernel, architecture));
        InterpretedKernel<TArguments>? run = rewrite is null ? interpreted : null;
        return (config, arguments) =>
        {
            launched.Add(kernel.Method);
            run ??= InterpretedKernel.Parse<TArguments>(rewrite!(interpreted.Ptx));
            run.Launch(config, arguments);
        };
    }

    private static DeviceDescription Describe(int architecture) => new(
        DeviceKind.Cuda, 0, string.Create(CultureInfo.InvariantCulture, $"interpreted sm_{architecture}"), IsGpu: true,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, "PTX interpreted on the CPU");
}
