using System.Collections.Immutable;

namespace SqueezeBert.Gpu.Pipelines;

/// <summary>What a classifier says of a text.</summary>
/// <param name="Scores">Every label with its score, the best first.</param>
/// <param name="IsTruncated">Whether the text was longer than the model reads, so that its end was not seen.</param>
public sealed record Classification(ImmutableArray<LabelScore> Scores, bool IsTruncated)
{
    /// <summary>The best label.</summary>
    public string Label => Scores[0].Label;

    /// <summary>The best label's score.</summary>
    public float Score => Scores[0].Score;
}
