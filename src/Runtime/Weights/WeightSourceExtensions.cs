namespace SqueezeBert.Gpu.Weights;

/// <summary>Reads of whole tensors or parts of them, on top of <see cref="IWeightSource.Visit"/>.</summary>
public static class WeightSourceExtensions
{
    // Of two tensors at a time; a multiple of every element's size.
    private const int ComparedBytes = 1 << 18;

    /// <summary>Looks a tensor up.</summary>
    /// <exception cref="WeightsFileException">There is no tensor of that name.</exception>
    public static TensorInfo GetTensor(this IWeightSource source, string name)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(name);
        return source.TryGetTensor(name, out TensorInfo? tensor)
            ? tensor
            : throw new WeightsFileException(source.Location, name, "there is no such tensor");
    }

    /// <summary>Copies raw little-endian bytes, from <paramref name="byteOffset"/> on, until the destination is full.</summary>
    /// <param name="source">Where the tensor is.</param>
    /// <param name="name">The tensor's name in the file.</param>
    /// <param name="byteOffset">The first byte, a multiple of the element size.</param>
    /// <param name="destination">Its length says how many bytes, a multiple of the element size.</param>
    /// <exception cref="WeightsFileException">No such tensor, or the file was changed while it was open.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the tensor or cuts an element.</exception>
    public static void CopyTo(this IWeightSource source, string name, long byteOffset, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(source);
        source.Visit(
            name, byteOffset, destination.Length, destination,
            static (bytes, offset, target) => bytes.CopyTo(target[(int)offset..]));
    }

    /// <summary>Reads numbers of any floating-point type as singles, until the destination is full.</summary>
    /// <param name="source">Where the tensor is.</param>
    /// <param name="name">The tensor's name in the file; F64, F32, F16 or BF16.</param>
    /// <param name="destination">Its length says how many elements.</param>
    /// <param name="firstElement">The first element to read.</param>
    /// <remarks>F16, BF16 and F32 are exact; F64 is rounded to the nearest single, to infinity beyond its range.</remarks>
    /// <exception cref="WeightsFileException">No such tensor, or it holds integers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the tensor.</exception>
    public static void ReadSingles(this IWeightSource source, string name, Span<float> destination, long firstElement = 0)
    {
        TensorInfo tensor = source.GetTensor(name);
        RefuseOutside(tensor, firstElement, destination.Length);
        if (!tensor.DType.IsFloatingPoint())
        {
            throw new WeightsFileException(source.Location, name, $"is {tensor}, expected F64, F32, F16 or BF16");
        }

        int size = tensor.DType.Size();
        source.Visit(
            name, firstElement * size, (long)destination.Length * size, new Target<float>(tensor.DType, destination),
            static (bytes, offset, target) =>
                ElementReader.ToSingles(bytes, target.Type, target.Elements[(int)(offset / target.Type.Size())..]));
    }

    /// <summary>Reads integers of any type as longs, until the destination is full.</summary>
    /// <param name="source">Where the tensor is.</param>
    /// <param name="name">The tensor's name in the file; I64, I32, I16, I8, U8 or BOOL.</param>
    /// <param name="destination">Its length says how many elements.</param>
    /// <param name="firstElement">The first element to read.</param>
    /// <exception cref="WeightsFileException">No such tensor, or it holds real numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the tensor.</exception>
    public static void ReadInt64s(this IWeightSource source, string name, Span<long> destination, long firstElement = 0)
    {
        TensorInfo tensor = source.GetTensor(name);
        RefuseOutside(tensor, firstElement, destination.Length);
        if (tensor.DType.IsFloatingPoint())
        {
            throw new WeightsFileException(source.Location, name, $"is {tensor}, expected I64, I32, I16, I8, U8 or BOOL");
        }

        int size = tensor.DType.Size();
        source.Visit(
            name, firstElement * size, (long)destination.Length * size, new Target<long>(tensor.DType, destination),
            static (bytes, offset, target) =>
                ElementReader.ToInt64s(bytes, target.Type, target.Elements[(int)(offset / target.Type.Size())..]));
    }

    private static void RefuseOutside(TensorInfo tensor, long firstElement, int count)
    {
        if (firstElement < 0 || firstElement > tensor.ElementCount || count > tensor.ElementCount - firstElement)
        {
            throw new ArgumentOutOfRangeException(
                nameof(firstElement), firstElement, $"{count} elements from there on leave '{tensor.Name}', {tensor}");
        }
    }

    /// <summary>Whether two tensors have the same type, shape and bytes.</summary>
    internal static bool HasEqualTensors(this IWeightSource source, string one, string other)
    {
        TensorInfo tensor = source.GetTensor(one);
        TensorInfo second = source.GetTensor(other);
        if (tensor.DType != second.DType || !tensor.Shape.AsSpan().SequenceEqual(second.Shape.AsSpan()))
        {
            return false;
        }

        int length = (int)Math.Min(ComparedBytes, tensor.ByteLength);
        Span<byte> bytes = new byte[length];
        Span<byte> others = new byte[length];
        for (long offset = 0; offset < tensor.ByteLength; offset += length)
        {
            int count = (int)Math.Min(length, tensor.ByteLength - offset);
            source.CopyTo(one, offset, bytes[..count]);
            source.CopyTo(other, offset, others[..count]);
            if (!bytes[..count].SequenceEqual(others[..count]))
            {
                return false;
            }
        }

        return true;
    }

    private readonly ref struct Target<T>(SafetensorsDType type, Span<T> elements)
    {
        public readonly SafetensorsDType Type = type;
        public readonly Span<T> Elements = elements;
    }
}
