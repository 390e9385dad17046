using System.Collections.Immutable;
using System.Runtime.InteropServices;
using SqueezeBert.Gpu.Files;

namespace SqueezeBert.Gpu.Weights;

/// <summary>A tensor to be written: what it is, and how to produce its bytes when its turn comes.</summary>
public sealed class SafetensorsTensor
{
    private const int PieceElements = 1 << 14;

    private readonly Action<Stream> write;

    private SafetensorsTensor(string name, SafetensorsDType dtype, ReadOnlySpan<long> shape, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (long axis in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(axis, nameof(shape));
        }

        if (!TensorInfo.TryCount(shape, dtype, out long count))
        {
            throw new ArgumentOutOfRangeException(
                nameof(shape),
                $"tensor {MessageText.Quote(name)}: {MessageText.Shape(shape)} has more elements than can be counted");
        }

        Name = name;
        DType = dtype;
        Shape = [.. shape];
        ByteLength = count * dtype.Size();
        this.write = write;
    }

    /// <summary>The name in the file.</summary>
    public string Name { get; }

    /// <summary>The type of an element.</summary>
    public SafetensorsDType DType { get; }

    /// <summary>The shape, outermost axis first.</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>Bytes that the elements take.</summary>
    public long ByteLength { get; }

    /// <summary>A tensor of singles.</summary>
    /// <exception cref="ArgumentException">The number of values is not the product of the shape.</exception>
    public static SafetensorsTensor FromSingles(string name, ReadOnlySpan<long> shape, ReadOnlyMemory<float> values) =>
        FromValues(name, SafetensorsDType.F32, shape, values);

    /// <summary>A tensor of 64-bit integers.</summary>
    /// <exception cref="ArgumentException">The number of values is not the product of the shape.</exception>
    public static SafetensorsTensor FromInt64s(string name, ReadOnlySpan<long> shape, ReadOnlyMemory<long> values) =>
        FromValues(name, SafetensorsDType.I64, shape, values);

    /// <summary>A tensor of any type from its little-endian bytes.</summary>
    /// <exception cref="ArgumentException">The number of bytes is not what the shape takes.</exception>
    public static SafetensorsTensor FromBytes(
        string name, SafetensorsDType dtype, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> bytes) =>
        RefuseLength(new SafetensorsTensor(name, dtype, shape, stream => stream.Write(bytes.Span)), bytes.Length);

    /// <summary>A tensor that is copied from another file when its turn comes.</summary>
    /// <param name="source">Must stay open until the file is written.</param>
    /// <param name="name">The tensor's name in the source.</param>
    /// <param name="newName">The name to write; null keeps it.</param>
    /// <param name="cancellationToken">Checked when its turn comes.</param>
    /// <exception cref="WeightsFileException">There is no such tensor.</exception>
    public static SafetensorsTensor FromSource(
        IWeightSource source, string name, string? newName = null, CancellationToken cancellationToken = default)
    {
        TensorInfo tensor = source.GetTensor(name);
        return new SafetensorsTensor(
            newName ?? name, tensor.DType, tensor.Shape.AsSpan(),
            stream =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                source.Visit(name, 0, tensor.ByteLength, stream, static (bytes, _, target) => target.Write(bytes));
            });
    }

    /// <summary>
    /// A tensor whose little-endian bytes are produced when its turn comes, so that it never has to be in memory.
    /// </summary>
    /// <param name="name">The name in the file.</param>
    /// <param name="dtype">The type of an element.</param>
    /// <param name="shape">The shape, outermost axis first.</param>
    /// <param name="write">Writes exactly <see cref="ByteLength"/> bytes; called once for every file written.</param>
    public static SafetensorsTensor Streaming(
        string name, SafetensorsDType dtype, ReadOnlySpan<long> shape, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        return new SafetensorsTensor(name, dtype, shape, write);
    }

    internal void WriteTo(Stream stream) => write(stream);

    private static SafetensorsTensor FromValues<T>(
        string name, SafetensorsDType dtype, ReadOnlySpan<long> shape, ReadOnlyMemory<T> values)
        where T : unmanaged
    {
        var tensor = new SafetensorsTensor(name, dtype, shape, stream =>
        {
            // In pieces, since the bytes of a large array would not fit one span.
            for (int start = 0; start < values.Length; start += PieceElements)
            {
                ReadOnlySpan<T> piece = values.Span[start..Math.Min(values.Length, start + PieceElements)];
                stream.Write(MemoryMarshal.AsBytes(piece));
            }
        });
        return RefuseLength(tensor, (long)values.Length * dtype.Size());
    }

    private static SafetensorsTensor RefuseLength(SafetensorsTensor tensor, long bytes) =>
        bytes == tensor.ByteLength
            ? tensor
            : throw new ArgumentException(
                $"tensor {MessageText.Quote(tensor.Name)}: {bytes} bytes, expected {tensor.ByteLength} " +
                $"for {tensor.DType.Name()} {MessageText.Shape(tensor.Shape.AsSpan())}");
}
