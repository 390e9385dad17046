namespace SqueezeBert.Gpu.HardwarePack.Results;

/// <summary>Everything that was found out so far. It is written after each step, and a later run can go on from it.</summary>
internal sealed record HardwareReport
{
    /// <summary>Which build ran: version and commit.</summary>
    public required string Engine { get; init; }

    /// <summary>When the first run began.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>The steps that ran, with how they ended.</summary>
    public IReadOnlyList<StepOutcome> Steps { get; init; } = [];

    /// <summary>What the machine says of itself, a name and a value each.</summary>
    public IReadOnlyList<Fact> Machine { get; init; } = [];

    /// <summary>What was proved, a fixture each.</summary>
    public IReadOnlyList<ProofEntry> Proofs { get; init; } = [];

    /// <summary>The measured peaks; null before they are measured.</summary>
    public Ceiling? Ceiling { get; init; }

    /// <summary>Outputs against PyTorch in float64.</summary>
    public IReadOnlyList<AgreementEntry> Agreement { get; init; } = [];

    /// <summary>Times of forward passes.</summary>
    public IReadOnlyList<GridEntry> Grid { get; init; } = [];

    /// <summary>Where the time of forward passes goes.</summary>
    public IReadOnlyList<ProfileEntry> Profiles { get; init; } = [];

    /// <summary>The outcome of a step takes the place of an earlier one of the same step.</summary>
    public HardwareReport With(StepOutcome outcome) =>
        this with { Steps = [.. Steps.Where(step => step.Step != outcome.Step), outcome] };
}
