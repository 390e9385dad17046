using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Graph;
using SqueezeBert.Gpu.Weights;

namespace SqueezeBert.Gpu.Models;

/// <summary>What a configuration costs, computed from its shapes alone.</summary>
public sealed class ModelStatistics
{
    private readonly ModelConfiguration configuration;
    private readonly ModelWeights weights;

    private ModelStatistics(ModelConfiguration configuration, ModelWeights weights)
    {
        this.configuration = configuration;
        this.weights = weights;
    }

    /// <summary>Parameters of embeddings, encoder and pooler: what the papers count.</summary>
    public long TrunkParameters => Count(weights with { Head = null });

    /// <summary>Parameters of the class, its head included.</summary>
    public long Parameters => Count(weights);

    /// <summary>The statistics of a configuration.</summary>
    /// <param name="configuration">A validated configuration.</param>
    /// <param name="modelClass">The class; null for the one that the configuration names.</param>
    public static ModelStatistics For(ModelConfiguration configuration, ModelClass? modelClass = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new ModelStatistics(configuration, ModelWeights.For(configuration, modelClass ?? configuration.ModelClass));
    }

    /// <summary>The dense BERT of the same size: every grouped convolution becomes a dense layer.</summary>
    public static ModelStatistics DenseCounterpart(ModelConfiguration configuration, ModelClass? modelClass = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return For(
            configuration with
            {
                ModelType = ModelType.Bert,
                QueryGroups = 1,
                KeyGroups = 1,
                ValueGroups = 1,
                PostAttentionGroups = 1,
                IntermediateGroups = 1,
                OutputGroups = 1,
            },
            modelClass);
    }

    /// <summary>
    /// Floating-point operations of a forward pass of the trunk, a multiply-add counted as two; matrix products only, as the
    /// papers count.
    /// </summary>
    /// <param name="batchSize">B.</param>
    /// <param name="sequenceLength">S, without padding.</param>
    public long FloatingPointOperations(int batchSize, int sequenceLength)
    {
        var variant = new GraphVariant(GivenEmbeddings: false, HasKeyMask: false, OutputSelection.LastHiddenState);
        ComputeGraph graph = EncoderGraph.Build(configuration, weights with { Head = null }, variant);
        return graph.FloatingPointOperations(new BatchShape(batchSize, batchSize * sequenceLength, sequenceLength));
    }

    private static long Count(ModelWeights weights) => weights.Expected()
        .Where(tensor => tensor.IsRequired)
        .Sum(tensor => tensor.Shape.Aggregate(1L, (product, size) => product * size));
}
