using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Weights;

/// <summary>One tensor that does not fit.</summary>
/// <param name="Kind">How it fails to fit.</param>
/// <param name="Tensor">The name in the file, or for a missing tensor the model's name.</param>
/// <param name="Expected">What the model expects, such as <c>[768, 192, 1]</c>; null for an unexpected tensor.</param>
/// <param name="Found">What the checkpoint holds, such as <c>F32 [768, 768]</c>; null for a missing tensor.</param>
public sealed record CheckpointProblem(CheckpointProblemKind Kind, string Tensor, string? Expected, string? Found)
{
    /// <summary>The problem as part of a sentence.</summary>
    public override string ToString()
    {
        string name = MessageText.Quote(Tensor);
        return Kind switch
        {
            CheckpointProblemKind.Missing => $"{name} is missing, expected {Expected}",
            CheckpointProblemKind.Unexpected => $"{name} is unexpected, found {Found}",
            CheckpointProblemKind.Ambiguous => $"{name} takes a place that {Found} has already",
            _ => $"{name} expected {Expected}, found {Found}",
        };
    }
}
