using System.Reflection;
using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using SqueezeBert.Gpu.Devices;
using SqueezeBert.Gpu.Devices.Caching;
using SqueezeBert.Gpu.Kernels.Tests.Devices.Caching;

namespace SqueezeBert.Gpu.Kernels.Tests.Devices;

/// <summary>
/// What is left of a kernel that the CUDA driver refuses, without that driver: a CUDA kernel that was entered among an accelerator's
/// objects, here ILGPU's simulator's, and has no module.
/// </summary>
public sealed class RefusedKernelsTests
{
    private static readonly MethodInfo Softmax = PtxTarget.KernelOf(device => _ = new Softmax(device));

    [Test]
    public void It_does_not_keep_the_accelerator_from_being_disposed_of()
    {
        using PtxTarget target = PtxTarget.Open();
        using Context context = Context.Create(builder => builder.CPU(new CPUDevice(2, 1, 1)));
        using Accelerator accelerator = context.GetCPUDevice(0).CreateCPUAccelerator(context);
        CompiledKernel refused = Restore(target);
        CudaKernel left = Enter(accelerator, refused);
        CudaKernel other = Enter(accelerator, Restore(target));
        RefusedKernels.Forget(accelerator, refused);
        Assert.That(left.IsDisposed);
        Assert.That(other.IsDisposed, Is.False, "another thread may be loading it");

        // Else there would be nothing to forget. What is disposed of once stays so, and the accelerator passes it over.
        Assert.That(other.Dispose, Throws.Exception, "ILGPU unloads a module that was never loaded");
        Assert.That(accelerator.Dispose, Throws.Nothing);
        GC.KeepAlive(left);
    }

    private static CompiledKernel Restore(PtxTarget target) => new KeptKernel("no PTX", 0, false, TimeSpan.Zero)
        .Restore(EntryPointDescription.FromExplicitlyGroupedKernel(Softmax), default, target.Backend);

    // As far as the constructor of a CUDA kernel comes where the driver refuses the module.
    private static CudaKernel Enter(Accelerator accelerator, CompiledKernel kernel)
    {
        var entered = (CudaKernel)RuntimeHelpers.GetUninitializedObject(typeof(CudaKernel));
        ConstructorInfo constructor =
            typeof(Kernel).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic).Single();
        constructor.Invoke(entered, [accelerator, kernel, null]);
        return entered;
    }
}
