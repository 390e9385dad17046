using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;

namespace SqueezeBert.Gpu.Devices.Caching;

/// <summary>
/// The two members of ILGPU that keeping kernels needs and that are not public. They are bound by name and signature when first
/// called, and a test calls them: another version of ILGPU that lacks them cannot go unnoticed.
/// </summary>
internal static class IlgpuInternals
{
    /// <summary>A compiled kernel's parameters and shared memory.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_EntryPoint")]
    public static extern EntryPoint EntryPointOf(CompiledKernel kernel);

    /// <summary>A compiled kernel of PTX. The one of OpenCL C has a public constructor.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    public static extern PTXCompiledKernel CreatePtx(
        Context context, EntryPoint entryPoint, CompiledKernel.KernelInfo? info, string ptxAssembly);
}
