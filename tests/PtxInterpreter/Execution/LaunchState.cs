namespace SqueezeBert.Gpu.PtxInterpreter;

/// <summary>What all threads of a launch share.</summary>
internal sealed unsafe class LaunchState
{
    public required PtxProgram Program { get; init; }

    public required Dim3 Grid { get; init; }

    public required Dim3 Block { get; init; }

    public required int DynamicSharedBytes { get; init; }

    /// <summary>Static and dynamic shared memory of a block.</summary>
    public required int SharedBytes { get; init; }

    /// <summary>Local memory of a thread.</summary>
    public required int LocalBytes { get; init; }

    public required byte* Parameters { get; init; }

    public required int ParameterBytes { get; init; }

    public required GlobalMemory Global { get; init; }

    public required bool TolerateReadsBesideAtomics { get; init; }

    public HazardLog Hazards { get; } = new();

    /// <summary>How many more instructions may be executed.</summary>
    public required long StepsLeft { get; set; }
}
