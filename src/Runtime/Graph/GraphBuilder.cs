using System.Collections.Immutable;

namespace SqueezeBert.Gpu.Graph;

/// <summary>Builds a <see cref="ComputeGraph"/> operation by operation; each method appends a node and returns its result.</summary>
public sealed class GraphBuilder
{
    private readonly ImmutableArray<Node>.Builder nodes = ImmutableArray.CreateBuilder<Node>();
    private readonly ImmutableSortedDictionary<string, Value>.Builder outputs =
        ImmutableSortedDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);

    private readonly Dictionary<string, Value> named = new(StringComparer.Ordinal);

    /// <summary>The input of that name; asked for twice, the same value.</summary>
    public Value Input(string name, TensorType type) => Named(name, type, ValueKind.Input);

    /// <summary>The weight of that name in the checkpoint; asked for twice, the same value.</summary>
    public Value Weight(string name, TensorType type) => Named(name, type, ValueKind.Weight);

    /// <summary>y[t, :] = table[ids[t], :].</summary>
    public Value EmbeddingLookup(string name, Value table, Value ids) => Append(new EmbeddingLookup(), name, table, ids);

    /// <summary>a + b.</summary>
    public Value Add(string name, Value a, Value b) => Append(new Add(), name, a, b);

    /// <summary>Layer normalisation over channels.</summary>
    public Value LayerNormalization(string name, Value x, Value scale, Value shift, float epsilon) =>
        Append(new LayerNormalization(epsilon), name, x, scale, shift);

    /// <summary>A grouped pointwise convolution and its bias.</summary>
    public Value GroupedConvolution(string name, Value x, Value weight, Value bias, int groups)
    {
        Value product = Append(new GroupedConvolution(groups), $"{name}.product", x, weight);
        return Append(new AddChannelBias(), name, product, bias);
    }

    /// <summary>function(x).</summary>
    public Value Activation(string name, Value x, string function) => Append(new Activation(function), name, x);

    /// <summary>Softmax attention; returns the context and, if asked for, the scores.</summary>
    public (Value Context, Value? Scores) SelfAttention(
        string name, Value queries, Value keys, Value values, Value offsets, Value? keyMask, int heads, ScoresKind scores)
    {
        var operation = new SelfAttention(heads, keyMask is not null, scores);
        ImmutableArray<Value> inputs =
            keyMask is null ? [queries, keys, values, offsets] : [queries, keys, values, offsets, keyMask];
        var node = new Node(operation, inputs, name);
        nodes.Add(node);
        return (node.Output, node.Outputs.Length > 1 ? node.Outputs[1] : null);
    }

    /// <summary>The first token of each sentence.</summary>
    public Value FirstToken(string name, Value x, Value offsets) => Append(new FirstToken(), name, x, offsets);

    /// <summary>Names a result that is wanted.</summary>
    public void Output(string name, Value value) => outputs.Add(name, value);

    /// <summary>The graph so far.</summary>
    public ComputeGraph Build() => new(nodes.ToImmutable(), outputs.ToImmutable());

    private Value Append(Operation operation, string name, params ReadOnlySpan<Value> inputs)
    {
        var node = new Node(operation, [.. inputs], name);
        nodes.Add(node);
        return node.Output;
    }

    private Value Named(string name, TensorType type, ValueKind kind)
    {
        if (!named.TryGetValue(name, out Value? value))
        {
            value = new Value(name, type, kind);
            named.Add(name, value);
        }
        else if (value.Type != type || value.Kind != kind)
        {
            throw new GraphException($"{kind} {name} is {value.Kind} {value.Type} already, expected {kind} {type}");
        }

        return value;
    }
}
