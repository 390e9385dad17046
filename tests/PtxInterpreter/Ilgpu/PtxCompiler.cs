using System.Reflection;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>Compiles kernels to PTX with ILGPU, with the settings of the engine and without a driver.</summary>
public static class PtxCompiler
{
    private static readonly Dictionary<int, (CudaArchitecture Architecture, CudaInstructionSet Instructions)> Targets = new()
    {
        [70] = (CudaArchitecture.SM_70, CudaInstructionSet.ISA_70),
        [75] = (CudaArchitecture.SM_75, CudaInstructionSet.ISA_70),
        [80] = (CudaArchitecture.SM_80, CudaInstructionSet.ISA_70),
        [86] = (CudaArchitecture.SM_86, CudaInstructionSet.ISA_71),
        [89] = (CudaArchitecture.SM_89, CudaInstructionSet.ISA_78),
        [90] = (CudaArchitecture.SM_90, CudaInstructionSet.ISA_78),
    };

    /// <summary>The architectures that can be asked for: 70 stands for sm_70.</summary>
    public static IReadOnlyCollection<int> Architectures => Targets.Keys;

    /// <summary>Compiles a kernel to PTX text.</summary>
    /// <param name="kernel">A static method; implicitly grouped if its first parameter is an index, else explicitly.</param>
    /// <param name="sm">One of <see cref="Architectures"/>.</param>
    /// <param name="bounds">What decides how many registers the assembler may take.</param>
    /// <exception cref="InternalCompilerException">ILGPU cannot compile the kernel.</exception>
    public static string Compile(MethodInfo kernel, int sm, KernelSpecialization bounds = default)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        if (!Targets.TryGetValue(sm, out (CudaArchitecture Architecture, CudaInstructionSet Instructions) target))
        {
            throw new ArgumentOutOfRangeException(nameof(sm), sm, $"expected one of {string.Join(", ", Targets.Keys)}");
        }
        // A failed compile poisons its context, so each kernel has one of its own.
        using Context context = Context.Create(builder => builder
            .EnableAlgorithms()
            .Optimize(OptimizationLevel.O2)
            .Inlining(InliningMode.Aggressive));
        using PTXBackend backend = new(context, target.Architecture, target.Instructions, null!);
        EntryPointDescription entry = IsImplicitlyGrouped(kernel)
            ? EntryPointDescription.FromImplicitlyGroupedKernel(kernel)
            : EntryPointDescription.FromExplicitlyGroupedKernel(kernel);
        return ((PTXCompiledKernel)backend.Compile(entry, bounds)).PTXAssembly;
    }

    private static bool IsImplicitlyGrouped(MethodInfo kernel) =>
        kernel.GetParameters() is [{ ParameterType: Type first }, ..] && typeof(IIndex).IsAssignableFrom(first);
}
