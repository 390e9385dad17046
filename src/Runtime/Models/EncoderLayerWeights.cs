using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Models;

/// <summary>One layer of the encoder, in the order in which data passes it.</summary>
/// <param name="Name">The layer's prefix.</param>
/// <param name="Query">Query projection.</param>
/// <param name="Key">Key projection.</param>
/// <param name="Value">Value projection.</param>
/// <param name="PostAttention">The projection after attention.</param>
/// <param name="AttentionNorm">The norm after the first residual connection.</param>
/// <param name="Intermediate">The widening half of the feed-forward.</param>
/// <param name="Output">The narrowing half.</param>
/// <param name="OutputNorm">The norm after the second residual connection.</param>
internal sealed record EncoderLayerWeights(
    string Name,
    ProjectionWeights Query,
    ProjectionWeights Key,
    ProjectionWeights Value,
    ProjectionWeights PostAttention,
    NormWeights AttentionNorm,
    ProjectionWeights Intermediate,
    ProjectionWeights Output,
    NormWeights OutputNorm)
{
    /// <summary>What the checkpoint must hold for it.</summary>
    public IEnumerable<ExpectedTensor> Expected() =>
    [
        .. Query.Expected(), .. Key.Expected(), .. Value.Expected(), .. PostAttention.Expected(), .. AttentionNorm.Expected(),
        .. Intermediate.Expected(), .. Output.Expected(), .. OutputNorm.Expected(),
    ];
}
