using System.Diagnostics.CodeAnalysis;
using SqueezeBert.Gpu.Weights.PyTorch;

namespace SqueezeBert.Gpu.Weights;

/// <summary>
/// A checkpoint that <c>torch.save</c> wrote of a <c>state_dict</c>, such as <c>pytorch_model.bin</c>: in the ZIP archives of
/// PyTorch 1.6 and newer, or in the format before it. The file is memory-mapped and checked. Source: PyTorch,
/// <c>torch/serialization.py</c>.
/// </summary>
/// <remarks>
/// Files of Python 2 and of pickle protocols 2 to 5 are read; PyTorch writes 2 unless it is told otherwise. Not read: whole
/// modules, quantized and sparse tensors, tensors that repeat elements (expanded), and files with more behind the last storage.
/// Nothing in the file is ever run: of Python's names only those of storages and of the functions that make tensors of them are
/// known, and any other is an error. Opening reads names and shapes; a tensor's pages come in when they are read.
/// </remarks>
public sealed class PyTorchFile : IWeightSource
{
    // Tied weights are two views of one storage. A small file with thousands of them would be a large one when it is written out.
    private const int MostSharing = 4;

    private readonly MappedFile bytes;
    private readonly Dictionary<string, MappedTensor> tensors;
    private volatile bool disposed;

    private PyTorchFile(string path, MappedFile bytes, Dictionary<string, MappedTensor> tensors)
    {
        Location = path;
        this.bytes = bytes;
        this.tensors = tensors;
        Tensors = [.. tensors.Values.Select(tensor => tensor.Info).OrderBy(tensor => tensor.Name, StringComparer.Ordinal)];
    }

    /// <summary>The path that was opened.</summary>
    public string Location { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>Opens a file and checks all tensors in it.</summary>
    /// <exception cref="WeightsFileException">The file is missing, out of reach, truncated, malformed, or not of tensors alone.
    /// </exception>
    public static PyTorchFile Open(string path)
    {
        MappedFile bytes = MappedFile.Open(path);
        try
        {
            Dictionary<string, MappedTensor> tensors = Read(bytes, path)
                .ToDictionary(view => view.Key, view => MappedTensor.Of(view.Value, view.Key, path), StringComparer.Ordinal);
            RefuseMuchSharing(tensors.Values, path, bytes.Length);
            return new PyTorchFile(path, bytes, tensors);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool TryGetTensor(string name, [NotNullWhen(true)] out TensorInfo? tensor)
    {
        tensor = tensors.GetValueOrDefault(name)?.Info;
        return tensor is not null;
    }

    /// <inheritdoc/>
    public void Visit<TState>(
        string name, long byteOffset, long byteCount, TState state, TensorBytesVisitor<TState> visitor)
        where TState : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(visitor);
        ObjectDisposedException.ThrowIf(disposed, this);
        this.GetTensor(name).RefuseOutside(byteOffset, byteCount);
        tensors[name].Visit(bytes, byteOffset, byteCount, state, visitor);
    }

    /// <summary>Unmaps the file once reads in progress have ended. Disposing twice is allowed.</summary>
    public void Dispose()
    {
        disposed = true;
        bytes.Dispose();
    }

    private static Dictionary<string, TensorView> Read(MappedFile bytes, string path)
    {
        Span<byte> start = stackalloc byte[sizeof(uint)];
        bytes.ReadExactly(0, start);
        return StoredZip.IsOne(start) ? ArchiveFormat.Read(bytes, path)
            : LegacyFormat.IsOne(start) ? LegacyFormat.Read(bytes, path)
            : throw new WeightsFileException(
                path, $"begins with the bytes {Convert.ToHexStringLower(start)}, expected a ZIP archive or a pickle of PyTorch");
    }

    private static void RefuseMuchSharing(IEnumerable<MappedTensor> tensors, string path, long fileLength)
    {
        long length = tensors.Sum(tensor => tensor.Info.ByteLength);
        if (length > MostSharing * fileLength)
        {
            throw new WeightsFileException(
                path, $"its tensors take {length} bytes together, expected at most {MostSharing} times the file's {fileLength}");
        }
    }
}
