using System.Runtime.CompilerServices;
using ILGPU.Backends;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Util;

namespace SqueezeBert.Gpu.Devices;

/// <summary>
/// Clears away what ILGPU 1.5.3 leaves of a kernel that the CUDA driver refuses. Its constructor enters the kernel among the
/// accelerator's objects before it loads the module, and throws. The accelerator's disposal then unloads a module that was never
/// loaded, throws in its turn, and destroys neither the other objects nor the driver's context. OpenCL's kernel looks first.
/// </summary>
/// <remarks>Both members of ILGPU are there for derived classes, and its accelerators are sealed. A test calls them.</remarks>
internal static class RefusedKernels
{
    /// <summary>Marks what is left as disposed of, which is true: it holds nothing of the driver's.</summary>
    /// <param name="accelerator">Where the kernel was to be loaded.</param>
    /// <param name="refused">The kernel. Others may be in the middle of being loaded, and have no module yet either.</param>
    public static void Forget(Accelerator accelerator, CompiledKernel refused) =>
        ForEachChildObject<CudaKernel>(accelerator, kernel =>
        {
            if (kernel.CompiledKernel == refused && kernel.ModulePtr == 0)
            {
                MarkDisposed(kernel);
            }
        });

    // It holds the accelerator's lock, and sees those objects that are still reachable.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "ForEachChildObject")]
    private static extern void ForEachChildObject<T>(Accelerator accelerator, Action<T> callback)
        where T : AcceleratorObject;

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "MarkDisposed_Unsafe")]
    private static extern bool MarkDisposed(DisposeBase kernel);
}
