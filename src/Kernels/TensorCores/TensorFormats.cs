namespace SqueezeBert.Gpu.Kernels;

/// <summary>From the formats of weights and activations to the tensor-core code that is generic over them.</summary>
internal static class TensorFormats
{
    /// <summary>Calls <paramref name="consumer"/> with the types of all three formats.</summary>
    /// <param name="weights">How weights are stored.</param>
    /// <param name="input">F32, or the weights' format of 16 bits.</param>
    /// <param name="output">Likewise.</param>
    /// <param name="consumer">What to call.</param>
    public static TResult Dispatch<TConsumer, TResult>(
        ElementType weights, ElementType input, ElementType output, TConsumer consumer)
        where TConsumer : ITensorConsumer<TResult> => weights switch
        {
            ElementType.F16 => Dispatch<TensorF16, TConsumer, TResult>(input, output, consumer),
            ElementType.BF16 => Dispatch<TensorBF16, TConsumer, TResult>(input, output, consumer),
            ElementType.TF32 => consumer.Use<TensorTF32, CopiedSingles, SingleOutput>(),
            _ => throw new ArgumentOutOfRangeException(nameof(weights), weights, "F16, BF16 or TF32 expected"),
        };

    private static TResult Dispatch<TElement, TConsumer, TResult>(ElementType input, ElementType output, TConsumer consumer)
        where TElement : struct, ITensorHalf
        where TConsumer : ITensorConsumer<TResult> => (input, output) switch
        {
            (ElementType.F32, ElementType.F32) => consumer.Use<TElement, SingleInput<TElement>, SingleOutput>(),
            (ElementType.F32, _) => consumer.Use<TElement, SingleInput<TElement>, RoundedOutput<TElement>>(),
            (_, ElementType.F32) => consumer.Use<TElement, HalfInput<TElement>, SingleOutput>(),
            _ => consumer.Use<TElement, HalfInput<TElement>, RoundedOutput<TElement>>(),
        };
}
