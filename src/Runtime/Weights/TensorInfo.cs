using System.Collections.Immutable;
using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Weights;

/// <summary>What a file says about one tensor; checked when the file was opened.</summary>
public sealed class TensorInfo
{
    internal TensorInfo(string name, SafetensorsDType dtype, ImmutableArray<long> shape, long elementCount, long dataOffset)
    {
        Name = name;
        DType = dtype;
        Shape = shape;
        ElementCount = elementCount;
        DataOffset = dataOffset;
    }

    /// <summary>The name in the file, such as <c>transformer.pooler.dense.weight</c>.</summary>
    public string Name { get; }

    /// <summary>The type of an element.</summary>
    public SafetensorsDType DType { get; }

    /// <summary>The shape, outermost axis first; empty for a scalar. Elements are in C order, little-endian.</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>The product of <see cref="Shape"/>: 1 for a scalar, 0 when an axis is empty.</summary>
    public long ElementCount { get; }

    /// <summary>Bytes that the elements take.</summary>
    public long ByteLength => ElementCount * DType.Size();

    /// <summary>Where the first byte is: counted from the end of a safetensors header, from the start of a PyTorch file.</summary>
    internal long DataOffset { get; }

    /// <summary>The tensor as <c>F32 [768, 192, 1]</c>.</summary>
    public override string ToString() => $"{DType.Name()} {MessageText.Shape(Shape.AsSpan())}";

    /// <exception cref="ArgumentOutOfRangeException">The range leaves the tensor or cuts an element.</exception>
    internal void RefuseOutside(long byteOffset, long byteCount)
    {
        int size = DType.Size();
        if (byteOffset < 0 || byteOffset > ByteLength || byteOffset % size != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(byteOffset), byteOffset, $"'{Name}' has {ByteLength} bytes in elements of {size}");
        }

        if (byteCount < 0 || byteCount > ByteLength - byteOffset || byteCount % size != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(byteCount), byteCount, $"'{Name}' has {ByteLength - byteOffset} bytes there in elements of {size}");
        }
    }

    /// <summary>Multiplies a shape; false when the count or its bytes leave the range of a long.</summary>
    internal static bool TryCount(ReadOnlySpan<long> shape, SafetensorsDType dtype, out long elementCount)
    {
        elementCount = 1;
        foreach (long axis in shape)
        {
            if (Math.BigMul(elementCount, axis, out long low) != 0 || low < 0)
            {
                return false;
            }

            elementCount = low;
        }

        return elementCount <= long.MaxValue / dtype.Size();
    }
}
