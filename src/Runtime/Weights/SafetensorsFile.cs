using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;
using SqueezeBert.Gpu.Files;

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
    /// <exception cref="SafetensorsException">The file is missing, out of reach, truncated or malformed.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return OpenChecked(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string problem = Directory.Exists(path) ? "expected a file, found a directory"
                : error is FileNotFoundException or DirectoryNotFoundException ? "the file does not exist"
                : $"the file cannot be read: {error.Message}";
            throw new SafetensorsException(path, problem, error);
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
        int size = tensor.DType.Size();
        if (byteOffset < 0 || byteOffset > tensor.ByteLength || byteOffset % size != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(byteOffset), byteOffset, $"'{name}' has {tensor.ByteLength} bytes in elements of {size}");
        }

        if (byteCount < 0 || byteCount > tensor.ByteLength - byteOffset || byteCount % size != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(byteCount), byteCount, $"'{name}' has {tensor.ByteLength - byteOffset} bytes there in elements of {size}");
        }

        bytes.Visit(dataStart + tensor.DataOffset + byteOffset, byteCount, state, visitor);
    }

    /// <summary>Unmaps the file once reads in progress have ended. Disposing twice is allowed.</summary>
    public void Dispose()
    {
        disposed = true;
        bytes.Dispose();
    }

    private static SafetensorsFile OpenChecked(string path)
    {
        // Asked before opening: a pipe or a device has length 0 here, and opening one could block for ever.
        RefuseTooShort(path, FolderEntry.LengthOf(path));
        SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            long fileLength = RandomAccess.GetLength(handle);
            RefuseTooShort(path, fileLength);
            SafetensorsHeader header = ReadHeader(handle, path, fileLength, out long dataStart);
            return new SafetensorsFile(path, new MappedFile(path, handle, fileLength), dataStart, header);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static SafetensorsHeader ReadHeader(SafeFileHandle handle, string path, long fileLength, out long dataStart)
    {
        Span<byte> lengthBytes = stackalloc byte[LengthBytes];
        ReadExactly(handle, lengthBytes, 0, path);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (headerLength > MaximumHeaderBytes)
        {
            throw new SafetensorsException(
                path, $"the header claims {headerLength} bytes, expected at most {MaximumHeaderBytes}");
        }

        dataStart = LengthBytes + (long)headerLength;
        if (dataStart > fileLength)
        {
            throw new SafetensorsException(
                path, $"the header claims {headerLength} bytes, but only {fileLength - LengthBytes} follow");
        }

        byte[] json = GC.AllocateUninitializedArray<byte>((int)headerLength);
        ReadExactly(handle, json, LengthBytes, path);
        return SafetensorsHeaderParser.Parse(json, fileLength - dataStart, path);
    }

    private static void ReadExactly(SafeFileHandle handle, Span<byte> destination, long offset, string path)
    {
        while (!destination.IsEmpty)
        {
            int read = RandomAccess.Read(handle, destination, offset);
            if (read == 0)
            {
                throw new SafetensorsException(path, $"the file ended at byte {offset} while it was read");
            }

            destination = destination[read..];
            offset += read;
        }
    }

    private static void RefuseTooShort(string path, long fileLength)
    {
        if (fileLength < LengthBytes)
        {
            throw new SafetensorsException(
                path, $"the file has {fileLength} bytes, expected at least {LengthBytes} for the header's length");
        }
    }
}
