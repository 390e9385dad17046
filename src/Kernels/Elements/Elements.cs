namespace SqueezeBert.Gpu.Kernels;

/// <summary>From an <see cref="ElementType"/> to the code that is generic over it.</summary>
internal static class Elements
{
    /// <summary>Calls <paramref name="consumer"/> with the types of <paramref name="type"/>.</summary>
    public static TResult Dispatch<TConsumer, TResult>(ElementType type, TConsumer consumer)
        where TConsumer : IElementConsumer<TResult> => type switch
        {
            ElementType.F32 => consumer.Use<float, F32>(),
            ElementType.F16 => consumer.Use<ushort, F16>(),
            ElementType.BF16 => consumer.Use<ushort, BF16>(),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "F32, F16 or BF16 expected"),
        };

    /// <summary>Bytes of one stored element.</summary>
    public static int SizeOf(ElementType type) => type == ElementType.F32 ? 4 : 2;
}
