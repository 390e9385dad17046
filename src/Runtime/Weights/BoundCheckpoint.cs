using System.Diagnostics.CodeAnalysis;

namespace SqueezeBert.Gpu.Weights;

/// <summary>The weights of a model by their canonical names, as <see cref="Checkpoint.Bind"/> found them.</summary>
public sealed class BoundCheckpoint
{
    private readonly Dictionary<string, BoundTensor> tensors;

    internal BoundCheckpoint(Dictionary<string, BoundTensor> tensors, IReadOnlyList<TensorInfo> unused)
    {
        this.tensors = tensors;
        Unused = unused;
    }

    /// <summary>How many weights were found.</summary>
    public int Count => tensors.Count;

    /// <summary>
    /// The tensors of the checkpoint that were passed over: old buffers, other heads, second names of one weight.
    /// </summary>
    public IReadOnlyList<TensorInfo> Unused { get; }

    /// <summary>A weight that was expected and required.</summary>
    /// <exception cref="KeyNotFoundException">It was not expected, or is optional and absent.</exception>
    public BoundTensor this[string canonicalName] =>
        TryGet(canonicalName, out BoundTensor? tensor)
            ? tensor
            : throw new KeyNotFoundException($"no weight was bound under the name '{canonicalName}'");

    /// <summary>A weight that may be absent because it is optional.</summary>
    public bool TryGet(string canonicalName, [NotNullWhen(true)] out BoundTensor? tensor) =>
        tensors.TryGetValue(canonicalName, out tensor);
}
