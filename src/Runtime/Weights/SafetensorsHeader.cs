namespace SqueezeBert.Gpu.Weights;

/// <summary>The checked content of a safetensors header.</summary>
/// <param name="Tensors">The tensors by name.</param>
/// <param name="Metadata">The strings under <c>__metadata__</c>; empty when there are none.</param>
internal sealed record SafetensorsHeader(
    Dictionary<string, TensorInfo> Tensors,
    IReadOnlyDictionary<string, string> Metadata);
