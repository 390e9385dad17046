using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.IR.Types;
using ILGPU.Runtime;

namespace SqueezeBert.Gpu.Devices.Caching;

/// <summary>
/// What ILGPU's compiler found out about a kernel. The rest of a compiled kernel follows from the method: its name and parameters,
/// from which ILGPU makes the code that launches it.
/// </summary>
/// <param name="Source">PTX or OpenCL C.</param>
/// <param name="StaticSharedBytes">Shared memory of fixed size.</param>
/// <param name="HasDynamicSharedMemory">Whether a launch may ask for more.</param>
/// <param name="Compilation">How long the compiler took.</param>
internal sealed record KeptKernel(string Source, int StaticSharedBytes, bool HasDynamicSharedMemory, TimeSpan Compilation)
{
    // A view is a pointer and a length in OpenCL C of ILGPU.
    private const int FieldsOfView = 2;

    /// <summary>Whether a backend writes something that can be kept.</summary>
    public static bool IsMadeBy(Backend backend) => backend is PTXBackend or CLBackend;

    /// <summary>What is to be kept of a kernel.</summary>
    /// <param name="kernel">Of a backend that writes PTX or OpenCL C.</param>
    /// <param name="compilation">How long the compiler took.</param>
    public static KeptKernel Of(CompiledKernel kernel, TimeSpan compilation)
    {
        SharedMemorySpecification shared = IlgpuInternals.EntryPointOf(kernel).SharedMemory;
        string source = kernel is PTXCompiledKernel ptx ? ptx.PTXAssembly : ((CLCompiledKernel)kernel).Source;
        return new KeptKernel(source, shared.StaticSize, shared.HasDynamicMemory, compilation);
    }

    /// <summary>The compiled kernel again.</summary>
    /// <param name="description">The kernel that was compiled.</param>
    /// <param name="bounds">Those that it was compiled with.</param>
    /// <param name="backend">With the settings of the one that compiled it.</param>
    public CompiledKernel Restore(EntryPointDescription description, KernelSpecialization bounds, Backend backend)
    {
        var shared = new SharedMemorySpecification(StaticSharedBytes, HasDynamicSharedMemory);
        if (backend is not CLBackend openCL)
        {
            var entry = new EntryPoint(description, shared, bounds);
            return IlgpuInternals.CreatePtx(backend.Context, entry, null, Source);
        }

        using var types = new TypeInformationManager();
        var views = new SeparateViewEntryPoint(description, shared, bounds, types, FieldsOfView);
        return new CLCompiledKernel(backend.Context, views, null, Source, openCL.CLStdVersion);
    }
}
