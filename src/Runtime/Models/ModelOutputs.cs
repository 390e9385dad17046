using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace SqueezeBert.Gpu.Models;

/// <summary>The results of a run, by their Hugging Face names (<see cref="OutputNames"/>).</summary>
public sealed class ModelOutputs : IReadOnlyCollection<OutputTensor>
{
    private readonly OutputTensor[] tensors;

    internal ModelOutputs(OutputTensor[] tensors) => this.tensors = tensors;

    /// <summary>How many there are.</summary>
    public int Count => tensors.Length;

    /// <summary>The logits of the head.</summary>
    /// <exception cref="KeyNotFoundException">The model is a bare trunk, or answers questions.</exception>
    public OutputTensor Logits => this[OutputNames.Logits];

    /// <summary>A result that was asked for.</summary>
    /// <exception cref="KeyNotFoundException">It was not, or the model does not have it.</exception>
    public OutputTensor this[string name] => TryGet(name, out OutputTensor? tensor)
        ? tensor
        : throw new KeyNotFoundException($"no output '{name}'; there is {string.Join(", ", tensors.Select(t => t.Name))}");

    /// <summary>A result, if it is there.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out OutputTensor? tensor)
    {
        tensor = Array.Find(tensors, candidate => candidate.Name == name);
        return tensor is not null;
    }

    /// <inheritdoc/>
    public IEnumerator<OutputTensor> GetEnumerator() => tensors.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
