using System.Collections.Immutable;

namespace SqueezeBert.Gpu.Graph;

/// <summary>y = function(x), element by element.</summary>
/// <param name="Function">The function, by its name in Hugging Face configurations ("gelu", "gelu_new", "relu", ...).</param>
public sealed record Activation(string Function) : Operation
{
    /// <inheritdoc/>
    public override string Name => "Activation";

    /// <inheritdoc/>
    public override ImmutableArray<TensorType> Infer(ImmutableArray<TensorType> inputs)
    {
        ExpectCount(inputs, 1);
        ExpectRows("x", inputs[0]);
        return [inputs[0]];
    }
}
