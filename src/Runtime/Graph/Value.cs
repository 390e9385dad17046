namespace SqueezeBert.Gpu.Graph;

/// <summary>A tensor of a graph: an input, a weight, or what a node computes. Compared by identity.</summary>
public sealed class Value
{
    internal Value(string name, TensorType type, ValueKind kind)
    {
        Name = name;
        Type = type;
        Kind = kind;
    }

    /// <summary>The input's or the weight's name; for results, what made them.</summary>
    public string Name { get; }

    /// <summary>Scalar type and axes.</summary>
    public TensorType Type { get; }

    /// <summary>Where it comes from.</summary>
    public ValueKind Kind { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Type}";
}
