using System.Reflection;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using SqueezeBert.Gpu.Testing;

namespace SqueezeBert.Gpu.Kernels.Tests.Devices.Caching;

/// <summary>ILGPU's compiler for a CUDA GPU that nobody has.</summary>
internal sealed class PtxTarget : IDisposable
{
    private readonly Context context;

    private PtxTarget(Context context, CudaArchitecture architecture, CudaInstructionSet instructions)
    {
        this.context = context;
        Backend = new PTXBackend(context, architecture, instructions, null!);
    }

    /// <summary>The compiler.</summary>
    public PTXBackend Backend { get; }

    /// <summary>The compiler for sm_80 with the engine's settings.</summary>
    public static PtxTarget Open() => Open(CudaArchitecture.SM_80, CudaInstructionSet.ISA_70, _ => { });

    /// <summary>A compiler with other settings.</summary>
    public static PtxTarget Open(
        CudaArchitecture architecture, CudaInstructionSet instructions, Action<Context.Builder> change) => new(
        Context.Create(builder =>
        {
            builder.EnableAlgorithms().Optimize(OptimizationLevel.O2).Inlining(InliningMode.Aggressive);
            change(builder);
        }),
        architecture,
        instructions);

    /// <summary>The kernel that an operator loads.</summary>
    public static MethodInfo KernelOf(Action<KernelRecorder> makeOperator)
    {
        using KernelRecorder recorder = KernelRecorder.Open(hasTensorCores: false);
        makeOperator(recorder);
        return recorder.Kernels.Single();
    }

    public void Dispose()
    {
        Backend.Dispose();
        context.Dispose();
    }
}
