using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace SqueezeBert.Gpu.Weights;

/// <summary>
/// A safetensors file, memory-mapped and checked: an 8-byte little-endian header length, a JSON header, then the tensors
/// without holes. Source: the reference implementation, <c>safetensors/src/tensor.rs</c>.
/// </summary>
/// <remarks>
/// Opening reads the header only; a tensor's pages come in when they are read. A file that grows or shrinks while it is
/// open is refused at the next read.
/// </remarks>
public sealed class SafetensorsFile : IWeightSource
{
    /// <summary>The longest header that is read, as in the reference.</summary>
    public const int MaximumHeaderBytes = 100_000_000;

    private const int LengthBytes = 8;

    private readonly MappedFile bytes;
    private readonly long dataStart;
    private readonly Dictionary<string, TensorInfo> tensors;
    private volatile bool disposed;

    private SafetensorsFile(string path, MappedFile bytes, long dataStart, SafetensorsHeader header)
    {
        Location = path;
        this.bytes = bytes;
        this.dataStart = dataStart;
        tensors = header.Tensors;
        Tensors = [.. tensors.Values.OrderBy(tensor => tensor.Name, StringComparer.Ordinal)];
        Metadata = header.Metadata;
    }

    /// <summary>The path that was opened.</summary>
    public string Location { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>The strings under <c>__metadata__</c>; empty when there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its whole header.</summary>
    /// <exception cref="WeightsFileException">The file is missing, out of reach, truncated or malformed.</exception>
    public static SafetensorsFile Open(string path)
    {
        MappedFile bytes = MappedFile.Open(path);
        try
        {
            SafetensorsHeader header = ReadHeader(bytes, path, out long dataStart);
            return new SafetensorsFile(path, bytes, dataStart, header);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool TryGetTensor(string name, [NotNullWhen(true)] out TensorInfo? tensor) => tensors.TryGetValue(name, out tensor);

    /// <inheritdoc/>
    public void Visit<TState>(
        string name, long byteOffset, long byteCount, TState state, TensorBytesVisitor<TState> visitor)
        where TState : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(visitor);
        ObjectDisposedException.ThrowIf(disposed, this);
        TensorInfo tensor = this.GetTensor(name);
        tensor.RefuseOutside(byteOffset, byteCount);
        bytes.Visit(dataStart + tensor.DataOffset + byteOffset, byteCount, state, visitor);
    }

    /// <summary>Unmaps the file once reads in progress have ended. Disposing twice is allowed.</summary>
    public void Dispose()
    {
        disposed = true;
        bytes.Dispose();
    }

    private static SafetensorsHeader ReadHeader(MappedFile bytes, string path, out long dataStart)
    {
        Span<byte> lengthBytes = stackalloc byte[LengthBytes];
        bytes.ReadExactly(0, lengthBytes);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (headerLength > MaximumHeaderBytes)
        {
            throw new WeightsFileException(
                path, $"the header claims {headerLength} bytes, expected at most {MaximumHeaderBytes}");
        }

        dataStart = LengthBytes + (long)headerLength;
        if (dataStart > bytes.Length)
        {
            throw new WeightsFileException(
                path, $"the header claims {headerLength} bytes, but only {bytes.Length - LengthBytes} follow");
        }

        byte[] json = GC.AllocateUninitializedArray<byte>((int)headerLength);
        bytes.ReadExactly(LengthBytes, json);
        return SafetensorsHeaderParser.Parse(json, bytes.Length - dataStart, path);
    }
}
