using System.Collections.Immutable;

namespace SqueezeBert.Gpu.Graph;

/// <summary>y = a + b, two tensors of one shape.</summary>
public sealed record Add : Operation
{
    /// <inheritdoc/>
    public override string Name => "Add";

    /// <inheritdoc/>
    public override ImmutableArray<TensorType> Infer(ImmutableArray<TensorType> inputs)
    {
        ExpectCount(inputs, 2);
        ExpectRows("a", inputs[0]);
        Expect("b", inputs[1], inputs[0]);
        return [inputs[0]];
    }
}
