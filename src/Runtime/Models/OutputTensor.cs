using System.Collections.Immutable;

namespace SqueezeBert.Gpu.Models;

/// <summary>A result of a model in host memory.</summary>
/// <param name="Name">Its Hugging Face name.</param>
/// <param name="Shape">Its sizes, slowest axis first.</param>
/// <param name="Values">Its elements, row-major.</param>
public sealed record OutputTensor(string Name, ImmutableArray<int> Shape, float[] Values);
