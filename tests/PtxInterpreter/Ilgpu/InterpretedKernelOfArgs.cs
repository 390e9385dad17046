using ILGPU;

namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>A kernel that <see cref="InterpretedKernel"/> has compiled.</summary>
public sealed class InterpretedKernel<TArgs>
    where TArgs : struct
{
    internal InterpretedKernel(string ptx)
    {
        Ptx = ptx;
        Module = PtxModule.Parse(ptx);
    }

    /// <summary>The PTX text.</summary>
    public string Ptx { get; }

    /// <summary>The parsed text.</summary>
    public PtxModule Module { get; }

    /// <inheritdoc cref="PtxLaunch.TolerateReadsBesideAtomics"/>
    public bool TolerateReadsBesideAtomics { get; set; }

    /// <inheritdoc cref="PtxLaunch.StepLimit"/>
    public long StepLimit { get; set; } = PtxLaunch.DefaultStepLimit;

    /// <summary>Executes the kernel over buffers of ILGPU's CPU accelerator; synchronise it first.</summary>
    /// <exception cref="PtxTrap">A thread did what a device would not survive.</exception>
    /// <exception cref="PtxHazardException">The result depends on the order of threads or on uninitialised memory.</exception>
    public PtxReport Launch(KernelConfig config, TArgs args)
    {
        KernelParameters parameters = KernelParameters.Marshal(args);
        PtxLaunch launch = new(Module)
        {
            Grid = (config.GridDim.X, config.GridDim.Y, config.GridDim.Z),
            Block = (config.GroupDim.X, config.GroupDim.Y, config.GroupDim.Z),
            DynamicSharedBytes = config.UsesDynamicSharedMemory
                ? config.SharedMemoryConfig.NumElements * config.SharedMemoryConfig.ElementSize
                : 0,
            Parameters = parameters.Bytes,
            Regions = parameters.Regions,
            StepLimit = StepLimit,
            TolerateReadsBesideAtomics = TolerateReadsBesideAtomics,
        };
        PtxReport report = launch.Run();
        return report.HazardCount == 0 ? report : throw new PtxHazardException(Module.EntryName, report);
    }
}
