namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>One parsed PTX text with one kernel.</summary>
/// <example><code>
/// PtxModule module = PtxModule.Parse(text);
/// PtxLaunch launch = new(module) { Grid = (4, 1, 1), Block = (64, 1, 1), Parameters = bytes, Regions = regions };
/// PtxReport report = launch.Run();
/// </code></example>
public sealed class PtxModule
{
    private readonly Lazy<PtxProgram> program;

    internal PtxModule() => program = new Lazy<PtxProgram>(() => PtxProgramBuilder.Build(this));

    /// <summary>The name of the kernel.</summary>
    public string EntryName { get; internal set; } = "";

    /// <summary>The kernel's parameters in order.</summary>
    public IReadOnlyList<PtxParameter> Parameters => ParameterList;

    /// <summary>The length of the parameter block in bytes.</summary>
    public int ParameterBytes => ParameterList.Count == 0 ? 0 : ParameterList[^1].Offset + ParameterList[^1].Size;

    /// <summary>Statically allocated shared memory of a block in bytes.</summary>
    public int SharedBytes { get; internal set; }

    /// <summary>Local memory of a thread in bytes.</summary>
    public int LocalBytes { get; internal set; }

    /// <summary>Whether the kernel uses shared memory whose size the launch decides.</summary>
    public bool UsesDynamicShared { get; internal set; }

    /// <summary>The number of instructions.</summary>
    public int InstructionCount => Instructions.Count;

    internal List<PtxParameter> ParameterList { get; } = [];

    internal List<PtxInstruction> Instructions { get; } = [];

    internal PtxRegisters Registers { get; } = new();

    internal Dictionary<string, PtxVariable> Variables { get; } = [];

    internal Dictionary<string, int> Labels { get; } = [];

    internal Dictionary<string, string[]> BranchTargets { get; } = [];

    /// <summary>Where dynamic shared memory starts: behind the static, aligned for the widest access.</summary>
    internal int DynamicSharedOffset => Alignment.Up(SharedBytes, 16);

    internal PtxProgram Program => program.Value;

    /// <summary>Reads a PTX text.</summary>
    /// <exception cref="PtxSyntaxException">The text is not PTX, or uses a directive this interpreter does not know.</exception>
    public static PtxModule Parse(string text) => new PtxParser(text).ParseModule();
}
