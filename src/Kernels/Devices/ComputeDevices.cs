using System.Globalization;
using System.Runtime.ExceptionServices;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using SqueezeBert.Gpu.Devices.Caching;

namespace SqueezeBert.Gpu.Devices;

/// <summary>Lists and opens the devices of this machine.</summary>
public static class ComputeDevices
{
    // The simulator runs one work-group of this many threads; every portable kernel uses exactly this group size or less.
    private const int SimulatedWarp = 32;
    private const int SimulatedWarps = 2;

    /// <summary>Every device of this machine, and why a kind has none.</summary>
    public static DeviceInventory List() => Find(onlyGpus: false);

    /// <summary>Opens a device.</summary>
    /// <param name="kind">Which kind; <see cref="DeviceKind.Auto"/> picks as <see cref="DeviceInventory.Automatic"/> says.</param>
    /// <param name="options">Which of its kind, the threads of the CPU device, and where kernels are kept.</param>
    /// <exception cref="DeviceException">This machine has no such device, or its driver does not open it.</exception>
    public static ComputeDevice Open(DeviceKind kind = DeviceKind.Auto, DeviceOptions? options = null)
    {
        options ??= new DeviceOptions();
        if (options.Threads < 0)
        {
            throw new DeviceException($"threads is {options.Threads}, expected 0 (all cores) or a positive number");
        }

        if (kind is DeviceKind.Cpu or DeviceKind.Simulator)
        {
            if (options.Index != 0)
            {
                throw new DeviceException($"{kind}: there is one, index 0; found index {options.Index}");
            }

            return kind == DeviceKind.Cpu ? OpenCpu(options.Threads) : OpenSimulator();
        }

        DeviceDescription description = Find(onlyGpus: kind == DeviceKind.Auto).Pick(kind, options.Index);
        return description.Kind switch
        {
            DeviceKind.Cuda => OpenCuda(description, options),
            DeviceKind.OpenCL => OpenOpenCL(description, options),
            _ => OpenCpu(options.Threads),
        };
    }

    /// <summary>Looks where GPUs that are opened with these options keep compiled kernels; nothing is opened or made.</summary>
    /// <param name="options">As for <see cref="Open"/>.</param>
    /// <returns>The folder, or why it cannot be used; neither where kernels are not to be kept.</returns>
    public static KernelCacheContents LookAtKernelCache(DeviceOptions? options = null) =>
        CacheFolder.Look(options ?? new DeviceOptions());

    /// <summary>Opens a device, or leaves nothing of it open.</summary>
    /// <param name="description">What it is.</param>
    /// <param name="context">The device owns it.</param>
    /// <param name="create">Makes its accelerator.</param>
    /// <param name="options">As <see cref="ComputeDevice"/> takes them.</param>
    /// <exception cref="DeviceException">The driver refuses.</exception>
    internal static ComputeDevice OpenWith(
        DeviceDescription description, Context context, Func<Accelerator> create, DeviceOptions? options)
    {
        Accelerator? accelerator = null;
        try
        {
            accelerator = create();
            return new ComputeDevice(description, accelerator, options);
        }
        catch (Exception error)
        {
            Exception told = error is AcceleratorException or NotSupportedException
                ? new DeviceException($"{description.Name}: the driver does not open it: {DriverReason.Of(error)}", error)
                : error;
            Disposal.InTurn(() => ExceptionDispatchInfo.Throw(told), () => accelerator?.Dispose(), context.Dispose);
            throw;
        }
    }

    // Every device, or those that are picked by themselves: what OpenCL has beside GPUs is then not looked at.
    private static DeviceInventory Find(bool onlyGpus)
    {
        var devices = new List<DeviceDescription>();
        var missing = new Dictionary<DeviceKind, string>();
        ListCuda(devices, missing);
        ListOpenCL(devices, missing, onlyGpus);
        devices.Add(new DeviceDescription(
            DeviceKind.Cpu, 0, CpuName.Value, false, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            string.Create(CultureInfo.InvariantCulture, $"{HostSimd.Description}, {Environment.ProcessorCount} cores")));
        devices.Add(new DeviceDescription(
            DeviceKind.Simulator, 0, "ILGPU simulator", false, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            "runs the GPU kernels thread by thread, to prove them"));
        return new DeviceInventory(devices, missing);
    }

    private static void ListCuda(List<DeviceDescription> devices, Dictionary<DeviceKind, string> missing)
    {
        NativeDrivers.Install();
        if (!NativeDrivers.HasCuda)
        {
            missing[DeviceKind.Cuda] = "the NVIDIA driver's library (libcuda.so.1, nvcuda.dll) is not installed";
            return;
        }

        using Context context = Context.Create(builder => builder.Cuda());
        int index = 0;
        foreach (CudaDevice device in context.GetCudaDevices())
        {
            devices.Add(new DeviceDescription(
                DeviceKind.Cuda, index++, device.Name, true, device.MemorySize, $"compute capability {device.Architecture}"));
        }

        if (index == 0)
        {
            missing[DeviceKind.Cuda] = "the NVIDIA driver reports no GPU";
        }
    }

    private static void ListOpenCL(List<DeviceDescription> devices, Dictionary<DeviceKind, string> missing, bool onlyGpus)
    {
        NativeDrivers.Install();
        if (!NativeDrivers.HasOpenCL)
        {
            missing[DeviceKind.OpenCL] = "no OpenCL loader (libOpenCL.so.1, OpenCL.dll) is installed";
            return;
        }

        int before = devices.Count;
        if (NativeDrivers.HasOpenCLDevice(onlyGpus))
        {
            AddOpenCL(devices);
        }

        if (devices.Count == before)
        {
            missing[DeviceKind.OpenCL] = "the OpenCL loader reports no device with OpenCL C 2.0 and generic addresses";
        }
    }

    private static void AddOpenCL(List<DeviceDescription> devices)
    {
        using Context context = Context.Create(builder => builder.OpenCL());
        int index = 0;
        foreach (CLDevice device in OpenCLDevices(context))
        {
            devices.Add(new DeviceDescription(
                DeviceKind.OpenCL, index++, device.Name, device.DeviceType == CLDeviceType.CL_DEVICE_TYPE_GPU,
                device.MemorySize, $"{device.DeviceVersion}, {device.VendorName}"));
        }
    }

    // GPUs first, so that index 0 is the one a user means.
    private static IEnumerable<CLDevice> OpenCLDevices(Context context) =>
        context.Devices.OfType<CLDevice>().OrderBy(device => device.DeviceType == CLDeviceType.CL_DEVICE_TYPE_GPU ? 0 : 1);

    private static ComputeDevice OpenCuda(DeviceDescription description, DeviceOptions options)
    {
        Context context = CreateContext(builder => builder.Cuda());
        return OpenWith(description, context, () => context.GetCudaDevices()[description.Index].CreateAccelerator(context), options);
    }

    private static ComputeDevice OpenOpenCL(DeviceDescription description, DeviceOptions options)
    {
        NativeDrivers.Install();
        Context context = CreateContext(builder => builder.OpenCL());
        return OpenWith(
            description, context, () => OpenCLDevices(context).ElementAt(description.Index).CreateAccelerator(context), options);
    }

    private static ComputeDevice OpenCpu(int threads)
    {
        int count = threads == 0 ? Environment.ProcessorCount : threads;
        var description = new DeviceDescription(
            DeviceKind.Cpu, 0, CpuName.Value, false, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            string.Create(CultureInfo.InvariantCulture, $"{HostSimd.Description}, {count} {(count == 1 ? "thread" : "threads")}"));
        return new ComputeDevice(description, new HostThreads(count));
    }

    private static ComputeDevice OpenSimulator()
    {
        var description = new DeviceDescription(
            DeviceKind.Simulator, 0, "ILGPU simulator", false, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, "thread by thread");
        Context context = CreateContext(builder => builder.CPU(new CPUDevice(SimulatedWarp, SimulatedWarps, 1)));
        return OpenWith(description, context, () => context.GetCPUDevice(0).CreateCPUAccelerator(context), null);
    }

    // O2 makes ILGPU emit loads with their address space; the algorithms package brings XMath to GPUs.
    private static Context CreateContext(Func<Context.Builder, Context.Builder> devices) => Context.Create(builder =>
    {
        devices(builder);
        builder.EnableAlgorithms();
        builder.Optimize(OptimizationLevel.O2);
        builder.Inlining(InliningMode.Aggressive);
    });
}
