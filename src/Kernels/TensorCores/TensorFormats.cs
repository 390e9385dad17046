namespace SqueezeBert.Gpu.Kernels;

/// <summary>From the formats of activations to the tensor-core code that is generic over them.</summary>
internal static class TensorFormats
{
    /// <summary>Calls <paramref name="consumer"/> with the types of both formats.</summary>
    /// <param name="input">F32, or the format that is multiplied.</param>
    /// <param name="output">Likewise.</param>
    /// <param name="consumer">What to call.</param>
    public static TResult Dispatch<TElement, TConsumer, TResult>(ElementType input, ElementType output, TConsumer consumer)
        where TElement : struct, ITensorElement
        where TConsumer : ITensorConsumer<TElement, TResult> => (input, output) switch
        {
            (ElementType.F32, ElementType.F32) => consumer.Use<SingleInput<TElement>, SingleOutput>(),
            (ElementType.F32, _) => consumer.Use<SingleInput<TElement>, NarrowedOutput<TElement>>(),
            (_, ElementType.F32) => consumer.Use<HalfInput<TElement>, SingleOutput>(),
            _ => consumer.Use<HalfInput<TElement>, NarrowedOutput<TElement>>(),
        };
}
