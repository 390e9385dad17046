using SqueezeBert.Gpu.HardwarePack.Results;

namespace SqueezeBert.Gpu.HardwarePack.Tests;

/// <summary>A report with something in every part.</summary>
internal static class Samples
{
    /// <summary>The report.</summary>
    public static HardwareReport Report { get; } = new()
    {
        Engine = "0.1.0+abc",
        Date = new DateTimeOffset(2026, 11, 24, 18, 0, 0, TimeSpan.Zero),
        Steps = [new("machine", StepStatus.Done, 1.5, null), new("grid", StepStatus.Failed, 2, "1 | 2\nmeasurements")],
        Machine = [new("device", "NVIDIA H100 80GB"), new("multiprocessors", "132")],
        Proofs = [new("Cuda", "SoftmaxProblems", 3, 1, 1, 4.5, [new("SumsToOne(1)", "off by\n1 | 2")])],
        Ceiling = new(50e12, 600e12, 300e12, 2e12),
        Agreement = [new("f16", new(2e-3, 1e-4), new(4e-3, 2e-4)), new("bf16", new(1, double.NaN), new(1, 1))],
        Grid =
        [
            new(Entrant.Ours("squeezebert-base", "f32"), 1, 128, 5_000_000_000, new(9, 1e-3, 2e-3, 3e-3, 4e-3, 1e-3, 100_000_000), null),
            new(Entrant.Torch("squeezebert-base", "eager", "f16"), 1, 128, 5_000_000_000, new(9, 1e-3, 2e-3, 3e-3, 4e-3, 5e-4, null), null),
            new(Entrant.Torch("squeezebert-base", "eager", "f16"), 8, 128, 40_000_000_000, null, "out of memory"),
        ],
        Profiles = [new("f16", 1, 128, 2e-3, [new("layer.0", "LayerNormalization", 1e-5, 0, 1_000_000)])],
    };
}
