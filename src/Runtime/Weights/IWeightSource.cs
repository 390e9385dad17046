using System.Diagnostics.CodeAnalysis;

namespace SqueezeBert.Gpu.Weights;

/// <summary>
/// Named tensors on disk: one safetensors file, or the shards of a checkpoint seen as one. Reading is safe from several
/// threads at once, also while another thread disposes: a read then either completes or throws
/// <see cref="ObjectDisposedException"/>. <see cref="WeightSourceExtensions"/> has the convenient reads.
/// </summary>
public interface IWeightSource : IDisposable
{
    /// <summary>The file or folder, for messages.</summary>
    string Location { get; }

    /// <summary>All tensors, ordered by name (ordinal).</summary>
    IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>Looks a tensor up by its name in the file.</summary>
    bool TryGetTensor(string name, [NotNullWhen(true)] out TensorInfo? tensor);

    /// <summary>Shows a range of a tensor's bytes in place, without a copy, in pieces of at most 1 GiB.</summary>
    /// <param name="name">The tensor's name in the file.</param>
    /// <param name="byteOffset">The first byte, a multiple of the element size, counted from the tensor's start.</param>
    /// <param name="byteCount">How many bytes, a multiple of the element size.</param>
    /// <param name="state">Passed to <paramref name="visitor"/>.</param>
    /// <param name="visitor">Called for every piece in order; not called for an empty range.</param>
    /// <exception cref="WeightsFileException">No such tensor, or the file was changed while it was open.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the tensor or cuts an element.</exception>
    /// <exception cref="ObjectDisposedException">The source was disposed.</exception>
    void Visit<TState>(string name, long byteOffset, long byteCount, TState state, TensorBytesVisitor<TState> visitor)
        where TState : allows ref struct;
}
