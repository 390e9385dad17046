using SqueezeBert.Gpu.Kernels;

namespace SqueezeBert.Gpu.ModelBench.Contest;

/// <summary>A model in an engine: one process.</summary>
/// <param name="Model">The model.</param>
/// <param name="Rival">The engine.</param>
/// <param name="Precision">How it stores weights.</param>
internal sealed record Contestant(BenchModel Model, RivalKind Rival, ElementType Precision)
{
    /// <summary>The engine's name, with the precision where ours has a choice.</summary>
    public string Name => Rival switch
    {
        RivalKind.Ours => $"ours {PrecisionWord}",
        RivalKind.OnnxRuntime => "ONNX Runtime",
        _ => "PyTorch",
    };

    /// <summary>The word for the precision.</summary>
    public string PrecisionWord => Precision switch
    {
        ElementType.F16 => "f16",
        ElementType.BF16 => "bf16",
        _ => "f32",
    };

    /// <summary>Every model in every engine, rivals in the order in which they take turns.</summary>
    /// <param name="models">The models.</param>
    /// <param name="rivals">The engines.</param>
    /// <param name="precisions">How ours stores weights; the others have float32.</param>
    public static IReadOnlyList<Contestant> Of(
        IEnumerable<BenchModel> models, IEnumerable<RivalKind> rivals, IReadOnlyList<ElementType> precisions) =>
    [
        .. from model in models
           from rival in rivals
           from precision in rival == RivalKind.Ours ? precisions : [ElementType.F32]
           select new Contestant(model, rival, precision),
    ];
}
