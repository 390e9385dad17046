using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>
/// One launch of a kernel: block after block, and in a block thread after thread from one meeting point (barrier, shuffle,
/// matrix instruction) to the next. The order is always the same, so a run can be repeated exactly.
/// </summary>
/// <param name="module">The kernel.</param>
public sealed unsafe class PtxLaunch(PtxModule module)
{
    /// <summary>About a minute of interpretation.</summary>
    public const long DefaultStepLimit = 2_000_000_000;

    private const int MaximumBlockThreads = 1024;

    /// <summary>The number of blocks.</summary>
    public Dim3 Grid { get; init; } = (1, 1, 1);

    /// <summary>The number of threads of a block.</summary>
    public Dim3 Block { get; init; } = (1, 1, 1);

    /// <summary>Shared memory that the launch adds to the kernel's own.</summary>
    public int DynamicSharedBytes { get; init; }

    /// <summary>The parameter block, laid out as <see cref="PtxModule.Parameters"/> says.</summary>
    public byte[] Parameters { get; init; } = [];

    /// <summary>The global memory that exists; an access must lie within one region.</summary>
    public IReadOnlyList<MemoryRegion> Regions { get; init; } = [];

    /// <summary>How many instructions may be executed before the launch counts as endless.</summary>
    public long StepLimit { get; init; } = DefaultStepLimit;

    /// <summary>Whether threads that touch the same global memory are reported. Takes about four times that memory.</summary>
    public bool DetectGlobalRaces { get; init; } = true;

    /// <summary>
    /// Whether plain reads may race with atomics. ILGPU emulates missing atomics (such as float maximum) by such a read and a
    /// loop of compare-and-swap, which is sound.
    /// </summary>
    public bool TolerateReadsBesideAtomics { get; init; }

    /// <summary>Decides the garbage that shared memory starts with.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Executes all blocks.</summary>
    /// <exception cref="PtxTrap">A thread did what a device would not survive.</exception>
    /// <exception cref="ArgumentException">The launch does not fit the kernel.</exception>
    public PtxReport Run()
    {
        Validate();
        byte[] parameters = GC.AllocateArray<byte>(Math.Max(1, Parameters.Length), pinned: true);
        Parameters.CopyTo(parameters, 0);
        LaunchState launch = new()
        {
            Program = module.Program,
            Grid = Grid,
            Block = Block,
            DynamicSharedBytes = DynamicSharedBytes,
            SharedBytes = module.DynamicSharedOffset + DynamicSharedBytes,
            LocalBytes = module.LocalBytes,
            Parameters = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(parameters)),
            ParameterBytes = Parameters.Length,
            Global = new GlobalMemory(Regions, DetectGlobalRaces),
            TolerateReadsBesideAtomics = TolerateReadsBesideAtomics,
            StepsLeft = StepLimit,
        };
        BlockExecutor executor = new(launch);
        Random garbage = new(Seed);
        for (int block = 0; block < Grid.Count; block++)
        {
            executor.Run(block, garbage);
        }
        GC.KeepAlive(parameters);
        return new PtxReport(StepLimit - launch.StepsLeft, launch.Hazards.Count, launch.Hazards.First);
    }

    private void Validate()
    {
        if (Parameters.Length != module.ParameterBytes)
        {
            throw new ArgumentException(
                $"{module.EntryName}: parameters have {Parameters.Length} bytes, expected {module.ParameterBytes}");
        }
        if (Math.Min(Grid.X, Math.Min(Grid.Y, Grid.Z)) < 1 || Grid.Count > AccessStamp.MaximumBlocks)
        {
            throw new ArgumentException($"{module.EntryName}: grid is {Grid}, expected 1 to {AccessStamp.MaximumBlocks} blocks");
        }
        if (Math.Min(Block.X, Math.Min(Block.Y, Block.Z)) < 1 || Block.Count > MaximumBlockThreads)
        {
            throw new ArgumentException($"{module.EntryName}: block is {Block}, expected 1 to {MaximumBlockThreads} threads");
        }
        if (DynamicSharedBytes < 0)
        {
            throw new ArgumentException($"{module.EntryName}: {DynamicSharedBytes} bytes of dynamic shared memory");
        }
    }
}
