namespace SqueezeBert.Gpu.Kernels;

/// <summary>From the formats of activations to the portable code that is generic over them.</summary>
internal static class StoredFormats
{
    /// <summary>Calls <paramref name="consumer"/> with the types of both formats.</summary>
    public static TResult Dispatch<TConsumer, TResult>(ElementType input, ElementType output, TConsumer consumer)
        where TConsumer : IStoredConsumer<TResult> =>
        Elements.Dispatch<Input<TConsumer, TResult>, TResult>(input, new Input<TConsumer, TResult>(output, consumer));

    private readonly struct Input<TConsumer, TResult>(ElementType output, TConsumer consumer) : IElementConsumer<TResult>
        where TConsumer : IStoredConsumer<TResult>
    {
        public TResult Use<TBits, TElement>()
            where TBits : unmanaged
            where TElement : struct, IElement<TBits> =>
            Elements.Dispatch<Output<Stored<TBits, TElement>, TConsumer, TResult>, TResult>(
                output, new Output<Stored<TBits, TElement>, TConsumer, TResult>(consumer));
    }

    private readonly struct Output<TInput, TConsumer, TResult>(TConsumer consumer) : IElementConsumer<TResult>
        where TInput : struct, IStored<TInput>
        where TConsumer : IStoredConsumer<TResult>
    {
        public TResult Use<TBits, TElement>()
            where TBits : unmanaged
            where TElement : struct, IElement<TBits> => consumer.Use<TInput, Stored<TBits, TElement>>();
    }
}
