using SqueezeBert.Gpu.Configuration;
using SqueezeBert.Gpu.Graph;

namespace SqueezeBert.Gpu.Models;

/// <summary>
/// The model, top to bottom (Iandola et al. 2020, https://arxiv.org/abs/2006.11316, figure 1 and table 3; Devlin et al. 2019
/// for the dense parent, which is the same diagram with one group everywhere). Tokens are packed: [T, C], sentence after
/// sentence.
/// </summary>
internal static class EncoderGraph
{
    /// <summary>i32[sentences + 1].</summary>
    public const string SentenceOffsets = "sentence_offsets";

    /// <summary>i32[tokens]: 1 where other tokens may look.</summary>
    public const string KeyMask = "key_mask";

    /// <summary>The graph of a model, not yet rewritten.</summary>
    public static ComputeGraph Build(ModelConfiguration configuration, ModelWeights weights, GraphVariant variant)
    {
        var graph = new GraphBuilder();
        Value offsets = graph.Input(SentenceOffsets, TensorType.I32(Axis.Offsets));
        Value? keyMask = variant.HasKeyMask ? graph.Input(KeyMask, TensorType.I32(Axis.Tokens)) : null;
        bool wantsHiddenStates = variant.Outputs.HasFlag(OutputSelection.HiddenStates);
        ScoresKind scores = variant.Outputs.HasFlag(OutputSelection.Attentions) ? weights.ReportedScores : ScoresKind.None;

        Value x = Embeddings(graph, configuration, weights, variant.GivenEmbeddings);
        if (wantsHiddenStates)
        {
            graph.Output(OutputNames.HiddenState(0), x);
        }

        for (int i = 0; i < weights.Layers.Length; i++)
        {
            (x, Value? reported) = Layer(graph, configuration, weights.Layers[i], x, offsets, keyMask, scores);
            if (wantsHiddenStates)
            {
                graph.Output(OutputNames.HiddenState(i + 1), x);
            }

            if (reported is not null)
            {
                graph.Output(OutputNames.Attention(i), reported);
            }
        }

        Heads(graph, weights, variant.Outputs, x, offsets);
        return graph.Build();
    }

    private static Value Embeddings(
        GraphBuilder graph, ModelConfiguration configuration, ModelWeights weights, bool givenEmbeddings)
    {
        TensorType ids = TensorType.I32(Axis.Tokens);
        Value words = givenEmbeddings
            ? graph.Input(InputNames.InputEmbeddings, TensorType.F32(Axis.Tokens, Axis.Channels(configuration.HiddenSize)))
            : weights.Words.Apply(graph, graph.Input(InputNames.InputIds, ids));
        Value positions = weights.Positions.Apply(graph, graph.Input(InputNames.PositionIds, ids));
        Value types = weights.TokenTypes.Apply(graph, graph.Input(InputNames.TokenTypeIds, ids));
        Value sum = graph.Add("embeddings.sum", graph.Add("embeddings.words+positions", words, positions), types);
        return weights.EmbeddingNorm.Apply(graph, sum);
    }

    private static (Value Output, Value? Scores) Layer(
        GraphBuilder graph,
        ModelConfiguration configuration,
        EncoderLayerWeights layer,
        Value x,
        Value offsets,
        Value? keyMask,
        ScoresKind scores)
    {
        Value queries = layer.Query.Apply(graph, x);
        Value keys = layer.Key.Apply(graph, x);
        Value values = layer.Value.Apply(graph, x);
        (Value context, Value? reported) = graph.SelfAttention(
            $"{layer.Name}.attention", queries, keys, values, offsets, keyMask, configuration.HeadCount, scores);

        Value attended = layer.PostAttention.Apply(graph, context);
        attended = layer.AttentionNorm.Apply(graph, graph.Add($"{layer.Name}.attended", attended, x));

        Value hidden = layer.Intermediate.Apply(graph, attended);
        hidden = graph.Activation($"{layer.Name}.activation", hidden, configuration.HiddenActivation);
        Value output = layer.Output.Apply(graph, hidden);
        return (layer.OutputNorm.Apply(graph, graph.Add($"{layer.Name}.sum", output, attended)), reported);
    }

    private static void Heads(GraphBuilder graph, ModelWeights weights, OutputSelection outputs, Value x, Value offsets)
    {
        bool isTrunk = weights.Head is null;
        if (isTrunk || outputs.HasFlag(OutputSelection.LastHiddenState))
        {
            graph.Output(OutputNames.LastHiddenState, x);
        }

        Value? pooled = null;
        bool wantsPooled = isTrunk || outputs.HasFlag(OutputSelection.PoolerOutput);
        if (weights.Pooler is not null && (wantsPooled || weights.Head is { ReadsPooler: true }))
        {
            Value first = graph.FirstToken("pooler.first", x, offsets);
            pooled = graph.Activation("pooler.activation", weights.Pooler.Apply(graph, first), "tanh");
            if (wantsPooled)
            {
                graph.Output(OutputNames.PoolerOutput, pooled);
            }
        }

        if (weights.Head is { } head)
        {
            graph.Output(OutputNames.Logits, head.Apply(graph, head.ReadsPooler ? pooled! : x));
        }
    }
}
